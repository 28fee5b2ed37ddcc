using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.LoadBench.Verify;

/// <summary>How well two cores check signatures together, against how well they multiply field elements together: the cores of
/// one machine share hardware, and no program can make them share less.</summary>
internal static class CoreScaling
{
    private const int Rounds = 21;
    private const int Multiplications = 200_000;

    /// <summary>Measures.</summary>
    /// <param name="one">A verifier with one thread.</param>
    /// <param name="two">A verifier with two.</param>
    /// <param name="items">Good signatures of payers that both know.</param>
    /// <returns>The median round; 1 when a second core helps the verifier as much as it helps the bare loop.</returns>
    public static double Measure(EngineUnderTest one, EngineUnderTest two, SignedAuthorization[] items)
    {
        // A round's four slices follow each other closely; what disturbs one of them makes its round an outlier.
        var rounds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var loops = Loops(1) / Loops(2);
            rounds[round] = Checks(one, items) / Checks(two, items) / loops;
        }

        return rounds.Order().ElementAt(Rounds / 2);
    }

    private static double Checks(EngineUnderTest engine, SignedAuthorization[] items)
    {
        var start = engine.ProcessorTime;
        engine.Check(items, SignatureKernels.MaxItems);
        return (engine.ProcessorTime - start) / items.Length;
    }

    /// <summary>Processor time per multiplication while as many threads multiply.</summary>
    private static double Loops(int threads)
    {
        var elapsed = new double[threads];
        using var barrier = new Barrier(threads);
        var running = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            barrier.SignalAndWait();
            elapsed[i] = SignatureKernels.IsSupported(VerifierTier.Avx512)
                ? Loop<FusedField8>()
                : Loop<PortableField8>();
        })).ToList();
        running.ForEach(thread => thread.Start());
        running.ForEach(thread => thread.Join());
        return elapsed.Average();
    }

    private static double Loop<TField>()
        where TField : unmanaged, IField8<TField>
    {
        TField.Broadcast(AffinePoint.Generator.X, out var value);
        TField.Broadcast(AffinePoint.Generator.Y, out var factor);
        var start = ThreadClock.Current();
        for (var i = 0; i < Multiplications; i++)
        {
            TField.Multiply(value, factor, out value);
        }

        var elapsed = ThreadClock.Current() - start;

        // The product is never zero, and the compiler does not know.
        return TField.ZeroLanes(value) == 0 ? elapsed : 0;
    }
}
