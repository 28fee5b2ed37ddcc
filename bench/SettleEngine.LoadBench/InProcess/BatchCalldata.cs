using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>Reads what a batch through Multicall3, or a plain call, moves, and tells it as the token would.</summary>
internal static class BatchCalldata
{
    private const int Word = 32;
    private const int HeadBytes = 4 + (2 * Word);
    private const int CallHeadBytes = 4 * Word;

    /// <summary>Payments in a call.</summary>
    public static int Count(ReadOnlySpan<byte> calldata) =>
        calldata.Length == TransferCalldata.Size ? 1 : Multicall3Calldata.Count(calldata);

    /// <summary>The two events of every payment, all of them settled.</summary>
    /// <param name="calldata">The call.</param>
    /// <param name="to">What is called.</param>
    /// <param name="firstLogIndex">Position of the first event in its block.</param>
    public static ReceiptLog[] Settle(ReadOnlySpan<byte> calldata, Address to, uint firstLogIndex)
    {
        var isPlain = calldata.Length == TransferCalldata.Size;
        var count = Count(calldata);
        var logs = new ReceiptLog[2 * count];
        for (var i = 0; i < count; i++)
        {
            var whole = isPlain ? calldata : Tuple(calldata, i);
            var token = isPlain ? to : new Address(whole[(Word - Address.Size)..]);
            var call = isPlain ? calldata : whole.Slice(CallHeadBytes, TransferCalldata.Size);
            var at = firstLogIndex + (2 * (uint)i);
            var payer = new Hash256(call[4..]);
            var payee = new Hash256(call[36..]);
            var authorizationNonce = new Hash256(call[164..]);
            logs[2 * i] = new ReceiptLog(token, 3, EventTopics.AuthorizationUsed, payer, authorizationNonce, 0, default, at);
            logs[(2 * i) + 1] = new ReceiptLog(
                token, 3, EventTopics.Transfer, payer, payee, Word, new UInt256(call.Slice(68, Word)), at + 1);
        }

        return logs;
    }

    // Where a call begins: its target, three more words, then its own calldata.
    private static ReadOnlySpan<byte> Tuple(ReadOnlySpan<byte> calldata, int index)
    {
        var offset = new UInt256(calldata.Slice(HeadBytes + (index * Word), Word));
        return calldata[(HeadBytes + (int)offset.Low64)..];
    }
}
