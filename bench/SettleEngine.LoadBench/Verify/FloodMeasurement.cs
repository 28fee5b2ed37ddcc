using System.Diagnostics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.LoadBench.Verify;

/// <summary>What known payers keep of their rate while others flood the verifier.</summary>
/// <param name="engine">A verifier that knows the payers.</param>
/// <param name="known">Their payments.</param>
internal sealed class FloodMeasurement(EngineUnderTest engine, SignedAuthorization[] known)
{
    private const int Batch = SignatureKernels.MaxItems;
    private const int GroupsInFlight = 16;

    private const double Microseconds = 1e6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private double _alone;

    /// <summary>Measures the known payers alone, the first time, then with the flood.</summary>
    /// <param name="flood">What floods, in turn.</param>
    /// <returns>The share of their rate that is left, at the same processor time.</returns>
    public double Measure(SignedAuthorization[] flood)
    {
        _alone = _alone > 0 ? _alone : KnownPerMicrosecond(null);
        return KnownPerMicrosecond(flood) / _alone;
    }

    private double KnownPerMicrosecond(SignedAuthorization[]? flood)
    {
        var mine = new InFlight(engine, known);
        var others = flood is null ? null : new InFlight(engine, flood);
        mine.Fill();
        others?.Fill();
        var start = engine.ProcessorTime;
        var watch = Stopwatch.StartNew();
        var done = 0;
        while (engine.ProcessorTime - start < Microseconds && watch.Elapsed < Patience)
        {
            done += mine.Refill();
            others?.Refill();
            Thread.Sleep(1);
        }

        var rate = done * Batch / (engine.ProcessorTime - start);
        mine.Drain();
        others?.Drain();
        return rate;
    }

    /// <summary>Groups that are always under way.</summary>
    private sealed class InFlight(EngineUnderTest engine, SignedAuthorization[] items)
    {
        private readonly ValueTask[] _calls = new ValueTask[GroupsInFlight];
        private readonly RejectReason[] _verdicts = new RejectReason[GroupsInFlight * Batch];
        private int _next;

        public void Fill()
        {
            for (var i = 0; i < GroupsInFlight; i++)
            {
                Begin(i);
            }
        }

        /// <summary>Begins a group for each that has ended, and says how many have.</summary>
        public int Refill()
        {
            var ended = 0;
            for (var i = 0; i < GroupsInFlight; i++)
            {
                if (_calls[i].IsCompleted)
                {
                    EngineUnderTest.Wait(_calls[i]);
                    Begin(i);
                    ended++;
                }
            }

            return ended;
        }

        public void Drain()
        {
            for (var i = 0; i < GroupsInFlight; i++)
            {
                EngineUnderTest.Wait(_calls[i]);
            }
        }

        private void Begin(int slot)
        {
            if (_next + Batch > items.Length)
            {
                _next = 0;
            }

            var verdicts = _verdicts.AsMemory(slot * Batch, Batch);
            verdicts.Span.Clear();
#pragma warning disable CA2012 // Waited for once, before the slot is used again.
            _calls[slot] = engine.Begin(items.AsMemory(_next, Batch), verdicts);
#pragma warning restore CA2012
            _next += Batch;
        }
    }
}
