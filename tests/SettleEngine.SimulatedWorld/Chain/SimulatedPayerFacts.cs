using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Faults;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>Facts of payers, straight from the chain or from a cache that may be old.</summary>
public sealed class SimulatedPayerFacts(World world, SimulatedChain chain, ChainClientFaults faults) : IPayerFacts
{
    private readonly Dictionary<(Address Token, Address Payer), PayerFacts> _cache = [];

    /// <summary>Payers that the chain was asked about.</summary>
    public int Fetched { get; private set; }

    public async ValueTask GetAsync(
        Address token,
        ReadOnlyMemory<Address> payers,
        Memory<PayerFacts> facts,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        if (!TryServeFromCache(token, payers.Span, facts.Span, atLeastBlock))
        {
            await world.DelayAsync(faults.MaxLatencyMs);
            if (world.Strikes(faults.UnavailablePerMillion, FaultKind.EndpointSilence))
            {
                throw new ChainUnavailableException("No endpoint answered.");
            }

            Fetch(token, payers.Span, facts.Span);
        }
    }

    public void OnPaid(Address token, Address payer, UInt256 value, ulong blockNumber)
    {
        if (_cache.TryGetValue((token, payer), out var known) && known.BlockNumber < blockNumber)
        {
            _cache[(token, payer)] = known with { Balance = known.Balance > value ? known.Balance - value : default };
        }
    }

    public bool TryGetFresh(Address token, Address payer, out PayerFacts facts) => _cache.TryGetValue((token, payer), out facts);

    private bool TryServeFromCache(
        Address token,
        ReadOnlySpan<Address> payers,
        Span<PayerFacts> facts,
        ulong atLeastBlock)
    {
        for (var i = 0; i < payers.Length; i++)
        {
            if (!_cache.TryGetValue((token, payers[i]), out facts[i]) || facts[i].BlockNumber < atLeastBlock)
            {
                return false;
            }
        }

        return true;
    }

    private void Fetch(Address token, ReadOnlySpan<Address> payers, Span<PayerFacts> facts)
    {
        Fetched += payers.Length;
        for (var i = 0; i < payers.Length; i++)
        {
            facts[i] = new PayerFacts(
                chain.CodeOf(payers[i]) != PayerCode.None,
                chain.Token(token).BalanceOf(payers[i]),
                chain.Head.Number);
            _cache[(token, payers[i])] = facts[i];
        }
    }
}
