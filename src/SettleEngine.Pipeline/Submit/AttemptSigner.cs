using System.Threading.Channels;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>Turns a batch into a transaction that may leave: built, signed, durable, made known to Confirm, in this order.</summary>
/// <param name="chainId">The chain.</param>
/// <param name="multicall3">The batching contract that every batch fits.</param>
/// <param name="useSettler">Whether batches that fit go through the guarded settler.</param>
/// <param name="signer">The lane's key.</param>
/// <param name="journal">Where the bytes become durable before they leave.</param>
/// <param name="confirm">Input of the confirm stage.</param>
/// <param name="outcomes">Who is told that a payment was signed.</param>
/// <param name="timeout">How long the signer may take.</param>
/// <param name="clock">The time.</param>
internal sealed class AttemptSigner(
    ulong chainId,
    Address multicall3,
    bool useSettler,
    ILaneSigner signer,
    IJournal journal,
    ChannelWriter<ConfirmInput> confirm,
    OutcomeLog outcomes,
    TimeSpan timeout,
    EngineClock clock)
{
    /// <summary>Makes an attempt.</summary>
    /// <param name="slot">Lane and account nonce.</param>
    /// <param name="members">Payments; none for a cancellation.</param>
    /// <param name="gasLimit">Most gas it may use.</param>
    /// <param name="fees">What it offers per gas.</param>
    /// <param name="isFirst">Whether nothing was signed at this account nonce before.</param>
    /// <param name="cancellationToken">Cancels the wait for the signer, not for the journal: what is signed becomes durable.</param>
    /// <returns>The attempt, durable and known to Confirm; it was not sent yet.</returns>
    /// <exception cref="SignerUnavailableException">Nothing was signed.</exception>
    public async ValueTask<SignedAttempt> SignAsync(
        LaneSlot slot,
        Admission[] members,
        ulong gasLimit,
        FeeOffer fees,
        bool isFirst,
        CancellationToken cancellationToken)
    {
        var transaction = Build(slot.AccountNonce, members, gasLimit, fees);
        var signature = await AskSignerAsync(transaction.SigningHash(), cancellationToken);
        var raw = transaction.Encode(signature);
        var hash = Keccak256.Hash(raw);

        var record = new AttemptRecord(
            signer.Account,
            slot.AccountNonce,
            fees,
            gasLimit,
            hash,
            Array.ConvertAll(members, member => member.Id),
            raw);
        var payload = new byte[record.Size];
        record.WriteTo(payload);
        var sequence = await journal.AppendAsync(
            new[] { new JournalRecord(JournalRecordKind.Attempt, payload) },
            CancellationToken.None);

        var attempt = new SignedAttempt(slot, members, fees, gasLimit, new DurableTransaction(sequence, hash, raw))
        {
            IsFirst = isFirst,
        };
        Publish(attempt);
        return attempt;
    }

    private async ValueTask<EcdsaSignature> AskSignerAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await signer.SignAsync(hash, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SignerUnavailableException($"it gave no signature within {timeout.TotalSeconds} s");
        }
    }

    private Eip1559Transaction Build(AccountNonce accountNonce, Admission[] members, ulong gasLimit, FeeOffer fees)
    {
        var (to, data) = members.Length switch
        {
            0 => (signer.Account, []),
            1 => (members[0].Item.Token, EncodePlain(members[0].Item)),
            _ => EncodeBatch(members),
        };
        return new Eip1559Transaction(
            chainId,
            accountNonce,
            fees.TipPerGasWei,
            fees.CapPerGasWei,
            gasLimit,
            to,
            default,
            data);
    }

    private static byte[] EncodePlain(in SignedAuthorization item)
    {
        var data = new byte[TransferCalldata.Size];
        TransferCalldata.Write(item, data);
        return data;
    }

    private (Address To, byte[] Data) EncodeBatch(Admission[] members)
    {
        var items = new SignedAuthorization[members.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = members[i].Item;
        }

        // Either contract is right for any attempt, whatever the ones before it used: what settled is told by the token's
        // logs, and the gas limit serves both.
        if (useSettler && SettlerCalldata.FitTogether(items))
        {
            var packed = new byte[SettlerCalldata.Size(items)];
            SettlerCalldata.Write(items, GasFormula.SettlerItemCap, packed);
            return (SettlerContract.Address, packed);
        }

        var data = new byte[Multicall3Calldata.Size(items.Length)];
        Multicall3Calldata.Write(items, data);
        return (multicall3, data);
    }

    private void Publish(SignedAttempt attempt)
    {
        var published = new PublishedAttempt(attempt.Transaction.TransactionHash);
        foreach (var member in attempt.Members)
        {
            member.LastAttempt = published;
            outcomes.Signed(member.Id, published.TransactionHash);
        }

        var sent = confirm.TryWrite(ConfirmInput.Signed(attempt));
        Invariant.Holds(sent);
    }
}
