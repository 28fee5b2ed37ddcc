using System.Text;
using System.Text.Json;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;

namespace SettleEngine.Chain;

/// <summary>Asks tokens what would become of payments: an <c>eth_call</c> for each, from who would send it, at the price that it would
/// offer, with the gas that the guarded settler gives one.</summary>
internal static class TransferTrials
{
    // What nodes answer for a call that reverted.
    private const int RevertCode = 3;

    // How nodes name what a transaction may do; whatever else they say is no verdict on the payment.
    private static readonly string[] Failures =
        ["revert", "out of gas", "outofgas", "invalid opcode", "invalidfeopcode", "opcodenotfound", "gas required exceeds"];

    /// <summary>Asks an endpoint.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="payments">The payments.</param>
    /// <param name="sender">Who would send them.</param>
    /// <param name="fees">What it would offer per gas.</param>
    /// <param name="maxPerRequest">Most calls per request.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One verdict per payment.</returns>
    /// <exception cref="UnusableAnswerException">The endpoint says something else than how a call ended.</exception>
    public static async ValueTask<RejectReason[]> AskAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<SignedAuthorization> payments,
        Address sender,
        FeeOffer fees,
        int maxPerRequest,
        CancellationToken cancellationToken)
    {
        var verdicts = new RejectReason[payments.Length];
        for (var first = 0; first < verdicts.Length; first += maxPerRequest)
        {
            var calls = new JsonRpcCall[Math.Min(maxPerRequest, verdicts.Length - first)];
            for (var i = 0; i < calls.Length; i++)
            {
                calls[i] = Call(payments.Span[first + i], sender, fees);
            }

            using var replies = await endpoint.PostAsync(calls, cancellationToken, asArray: true);
            for (var i = 0; i < calls.Length; i++)
            {
                verdicts[first + i] = Read(endpoint, replies, i);
            }
        }

        return verdicts;
    }

    private static JsonRpcCall Call(in SignedAuthorization payment, Address sender, FeeOffer fees)
    {
        var data = new byte[TransferCalldata.Size];
        TransferCalldata.Write(payment, data);
        var call = new Dictionary<string, object?>
        {
            ["from"] = sender,
            ["to"] = payment.Token,
            ["gas"] = (UInt256)(GasFormula.Intrinsic(data) + GasFormula.SettlerItemCap),
            ["maxFeePerGas"] = (UInt256)fees.CapPerGasWei,
            ["maxPriorityFeePerGas"] = (UInt256)fees.TipPerGasWei,
            ["data"] = data,
        };
        return new JsonRpcCall("eth_call", call, "latest");
    }

    private static RejectReason Read(JsonRpcEndpoint endpoint, JsonRpcReplies replies, int index)
    {
        if (replies.Error(index) is not { } error)
        {
            // A token that answers anything has done it: the function returns nothing, and code was there at the start.
            RpcJson.ReadWhole(replies.Result(index), RpcJson.ReadData);
            return RejectReason.None;
        }

        var text = $"{error.Message} {RevertText(error)}";
        bool Says(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
        return error.Code == JsonRpcException.LimitExceeded ? throw error
            : error.Code != RevertCode && !Array.Exists(Failures, Says)
                ? throw new UnusableAnswerException($"{endpoint.Host} did not try a transfer: {error.Message}")
            : Says("invalid signature") ? RejectReason.SignatureInvalid
            : Says("used or canceled") ? RejectReason.AuthorizationUsed
            : Says("exceeds balance") ? RejectReason.InsufficientBalance
            : RejectReason.PayerHasCode;
    }

    /// <summary>The words of a revert, for nodes that do not put them into the message.</summary>
    private static string RevertText(JsonRpcException error)
    {
        if (error.ErrorData is not { ValueKind: JsonValueKind.String } data)
        {
            return string.Empty;
        }

        var hex = data.GetString()!;
        var bytes = new byte[Math.Max(0, (hex.Length - 2) / 2)];
        return Hex.TryDecode(hex, bytes) ? Encoding.ASCII.GetString(bytes) : string.Empty;
    }
}
