using SettleEngine.Chain.Payers;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>Says of each payer that its balance is the number in its address, at a block that the test sets.</summary>
internal sealed class ScriptedFactsSource : IPayerFactsSource
{
    public ulong Block { get; set; } = 10;

    public Exception? Failure { get; set; }

    public TaskCompletionSource? Held { get; set; }

    public List<int> Reads { get; } = [];

    public async ValueTask<PayerFacts[]> ReadAsync(
        ReadOnlyMemory<PayerKey> payers,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        lock (Reads)
        {
            Reads.Add(payers.Length);
        }

        if (Held is { } held)
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        if (Failure is { } failure)
        {
            throw failure;
        }

        var block = Math.Max(Block, atLeastBlock);
        return [.. payers.ToArray().Select(key => new PayerFacts(false, BalanceOf(key.Payer), block))];
    }

    public static UInt256 BalanceOf(Address payer)
    {
        var bytes = new byte[32];
        payer.CopyTo(bytes.AsSpan(12));
        return new UInt256(bytes);
    }
}
