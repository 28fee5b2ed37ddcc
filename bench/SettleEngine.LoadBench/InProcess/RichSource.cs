using SettleEngine.Chain.Payers;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A chain that says of every payer that it has no code and can pay anything, for the real cache before it.</summary>
internal sealed class RichSource : IPayerFactsSource
{
    private static readonly UInt256 Plenty = 1_000_000_000_000_000_000;

    public ValueTask<PayerFacts[]> ReadAsync(
        ReadOnlyMemory<PayerKey> payers,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        var facts = new PayerFacts[payers.Length];
        facts.AsSpan().Fill(new PayerFacts(HasCode: false, Plenty, Math.Max(1, atLeastBlock)));
        return new ValueTask<PayerFacts[]>(facts);
    }
}
