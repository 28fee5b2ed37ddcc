using SettleEngine.Chain;
using SettleEngine.Core.Authorizations;
using SettleEngine.Devnet;
using SettleEngine.Storage;
using SettleEngine.Worker.Audit;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Torture.Engine;

/// <summary>Reads a dead engine's journal as it lies there and holds every answer against it; at the end, the chain too. The same
/// code as behind <c>settle journal</c> and <c>settle audit</c>.</summary>
internal sealed class JournalJudge(string path, SignedAuthorization[] payments, Ledger ledger)
{
    /// <summary>Compares the answers with the journal.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Records in the journal.</returns>
    public async Task<int> CompareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var book = await JournalBook.ReadAsync(new JournalReader(path), cancellationToken);
            Compare(book);
            return (int)(book.Reading!.LastSequence - book.Reading.FirstSequence + 1);
        }
        catch (DirectoryNotFoundException)
        {
            // Killed before there was a journal; then nothing can have been answered either.
            if (ledger.Answers.Length > 0)
            {
                ledger.Violate(ViolationKind.Lost, $"The journal is gone, and {ledger.Answers.Length} payments were answered.");
            }

            return 0;
        }
        catch (InvalidDataException damaged)
        {
            ledger.Violate(ViolationKind.Lost, $"After a kill: {damaged.Message}");
            return 0;
        }
    }

    /// <summary>Compares the journal with the chain, once everything is settled.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AuditAsync(LocalChain chain, CancellationToken cancellationToken)
    {
        using var client = await JsonRpcChainClient.ConnectAsync([chain.RpcUrl], chain.ChainId, cancellationToken);
        var audit = new ChainAudit(new JournalReader(path), client, new SlowProgress(TimeProvider.System, static _ => { }));
        var report = await audit.RunAsync(cancellationToken);
        foreach (var finding in report.Findings.Where(finding => finding.Verdict == AuditVerdict.Difference))
        {
            ledger.Violate(
                finding.Code switch
                {
                    "failed_but_settled" => ViolationKind.FailedThatSettled,
                    "proof_shared" or "payment_without_admission" => ViolationKind.SettledTwice,
                    _ => ViolationKind.Other,
                },
                $"{finding.Code} {finding.Id} {finding.Subject}: {finding.Explanation}");
        }
    }

    private void Compare(JournalBook book)
    {
        foreach (var (payment, id) in ledger.Answers)
        {
            // What stands in records that were given back stands in a checkpoint: no key is old enough to be forgotten.
            if (!book.Payments.TryGetValue(id, out var booked) || booked.Accept is not { } accept)
            {
                ledger.Violate(ViolationKind.Lost, $"Payment {payment} was answered with id {id}, which is not in the journal.");
            }
            else if (accept.Item.Key != payments[payment].Key)
            {
                ledger.Violate(ViolationKind.Lost, $"Payment {payment} was answered with id {id}, which is another payment.");
            }
        }

        foreach (var twice in book.Payments.Values
            .Where(payment => payment.Accept is not null)
            .GroupBy(payment => payment.Accept!.Value.Item.Key)
            .Where(group => group.Count() > 1))
        {
            ledger.Violate(
                ViolationKind.AcceptedTwice,
                $"One authorization was admitted as {string.Join(" and ", twice.Select(payment => payment.Id))}.");
        }
    }
}
