using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>Payers without code that can pay anything.</summary>
internal sealed class RichPayers : IPayerFacts
{
    public ValueTask GetAsync(
        Address token,
        ReadOnlyMemory<Address> payers,
        Memory<PayerFacts> facts,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        facts.Span[..payers.Length].Fill(new PayerFacts(HasCode: false, 1_000_000_000_000_000_000, atLeastBlock));
        return default;
    }

    public void OnPaid(Address token, Address payer, UInt256 value, ulong blockNumber)
    {
        // They have as much as before.
    }

    public bool TryGetFresh(Address token, Address payer, out PayerFacts facts)
    {
        facts = new PayerFacts(HasCode: false, 1_000_000_000_000_000_000, 0);
        return true;
    }
}
