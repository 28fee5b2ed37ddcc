using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto.EC;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.LoadBench.Verify.Sides;

namespace SettleEngine.LoadBench.Verify;

/// <summary>The whole measurement: the engine's verifier, the kernels that it is made of, and what others offer, always in
/// interleaved slices and always with the digest.</summary>
/// <param name="tier">The engine's tier on this machine.</param>
internal sealed class VerifyMeasurement(VerifierTier tier)
{
    private const int Group = SignatureKernels.MaxItems;
    private const int KernelPayers = 64;
    private const int KnownPayers = 1_000;
    private const int ManyPayers = 10_000;
    private const int MostPayers = 100_000;
    private const int KnownItems = 4 * 4_096;
    private const string Curve = "secp256k1";
    private const int PassesWithoutTables = 12;
    private const double WarmUpLimitMicros = 3e6;

    private static readonly TimeSpan PartDuration = TimeSpan.FromSeconds(2.5);

    private readonly List<VerifyRow> _rows = [];
    private readonly SignedAuthorization[] _known = VerifyInputs.Good(KnownPayers, KnownItems);
    private readonly SignedAuthorization[] _most = VerifyInputs.Good(MostPayers, MostPayers);

    /// <summary>Payments of payers beyond the known ones.</summary>
    private SignedAuthorization[] New => _most[KnownPayers..];

    /// <summary>Measures everything, in less than a minute.</summary>
    public VerifyReport Run()
    {
        using var engine = new EngineUnderTest(workers: 1);
        WarmUp(engine, _known);
        RunSides(engine);
        RunBatches(engine);
        var bytes = BytesPerSignature(engine);
        var scaling = Scaling(engine);
        RunPayers(engine);
        RunMixes();
        var flood = new FloodMeasurement(engine, _known);
        var keptUnderBad = flood.Measure(VerifyInputs.Foreign(_known));
        var keptUnderNew = flood.Measure(New);

        var warm = Row("known payers");
        var cold = Row("every payer new");
        return new VerifyReport(
            engine.Tier.ToString(),
            _rows,
            warm.BestMicros,
            cold.BestMicros,
            Row($"{tier}: digest alone").BestMicros,
            warm.NativeRatio!.Value,
            cold.NativeRatio!.Value,
            scaling,
            bytes,
            keptUnderNew,
            keptUnderBad);
    }

    private static void WarmUp(EngineUnderTest engine, SignedAuthorization[] items)
    {
        // Tables come after some successes, and large ones after more of them. Many passes without a new one end it.
        var (tables, unchanged) = (-1, 0);
        while (unchanged < PassesWithoutTables && engine.ProcessorTime < WarmUpLimitMicros)
        {
            engine.Check(items, Group);
            var now = engine.Statistics;
            unchanged = now.SmallTables + now.LargeTables == tables ? unchanged + 1 : 0;
            tables = now.SmallTables + now.LargeTables;
        }
    }

    private VerifyRow Row(string name) => _rows.First(row => row.Name == name);

    private void Measure(string title, params VerifySide[] sides)
    {
        using var native = new NativeSide(_known);
        var part = new VerifyPart(title, native, sides);
        part.Run(PartDuration);
        _rows.AddRange(part.Rows());
        foreach (var side in sides)
        {
            side.Dispose();
        }
    }

    private void RunSides(EngineUnderTest engine)
    {
        var kernels = VerifyInputs.Good(KernelPayers, 2_048);
        Measure(
            "1,000 payers, batches of 256",
            new EngineSide("known payers", engine, _known, Group));

        // Apart from the engine: what they leave to the collector and push out of the caches is not its business.
        Measure(
            "Without groups, and what others offer",
            new SingleSide(_known),
            new PlatformSide(_known),
            new BouncyCastleSide("Portable.BouncyCastle", CustomNamedCurves.GetByName(Curve), _known),
            new BouncyCastleSide("Portable.BouncyCastle, generic curve", SecNamedCurves.GetByName(Curve), _known));
        Measure(
            "Kernels alone, 64 payers, groups of 256",
            [
                new DigestSide(tier, kernels),
                new KnownSide(tier, PayerTableSize.Large, kernels),
                new KnownSide(tier, PayerTableSize.Small, kernels),
                new UnknownSide(tier, kernels),
                .. tier == VerifierTier.Scalar
                    ? Array.Empty<VerifySide>()
                    : [
                        new DigestSide(VerifierTier.Scalar, kernels),
                        new KnownSide(VerifierTier.Scalar, PayerTableSize.Large, kernels),
                        new KnownSide(VerifierTier.Scalar, PayerTableSize.Small, kernels),
                        new UnknownSide(VerifierTier.Scalar, kernels),
                    ],
            ]);
    }

    private void RunBatches(EngineUnderTest engine) => Measure(
        "1,000 payers by batch size",
        [.. new[] { 8, 32, 64, Group }.Select(batch => new EngineSide($"batches of {batch}", engine, _known, batch))]);

    private void RunPayers(EngineUnderTest engine)
    {
        var one = VerifyInputs.Good(1, 4_096);
        var hundred = VerifyInputs.Good(100, 4_096);
        var many = VerifyInputs.Good(ManyPayers, 4 * 4_096);
        using var manyEngine = new EngineUnderTest(workers: 1);
        using var mostEngine = new EngineUnderTest(workers: 1);
        WarmUp(manyEngine, many);
        WarmUp(mostEngine, _most);
        Measure(
            "Batches of 256 by number of payers, memory bound in force",
            new EngineSide("1 payer", engine, one, Group),
            new EngineSide("100 payers", engine, hundred, Group),
            new EngineSide("1,000 payers", engine, _known, Group),
            new EngineSide("10,000 payers", manyEngine, many, Group),
            new EngineSide("100,000 payers", mostEngine, _most, Group));
    }

    private void RunMixes()
    {
        using var engine = new EngineUnderTest(workers: 1);
        WarmUp(engine, _known);
        var strangers = New;
        var half = strangers.Length / 2;
        var knownAgain = Enumerable.Range(0, half).Select(i => _known[i % _known.Length]).ToArray();
        var mixed = VerifyInputs.Alternate(knownAgain, strangers[..half]);
        Measure(
            "Mixes, batches of 256",
            new EngineSide("half known, half new payers", engine, mixed, Group, isOnce: true),
            new EngineSide("every payer new", engine, strangers[half..], Group, isOnce: true),
            new EngineSide("every signature bad, known payers", engine, VerifyInputs.Forged(_known), Group, goodShare: 0),
            new EngineSide("every signature bad, unknown payers", engine, VerifyInputs.Foreign(_known), Group, goodShare: 0));
    }

    private double Scaling(EngineUnderTest one)
    {
        using var two = new EngineUnderTest(workers: 2);
        WarmUp(two, _known);
        return CoreScaling.Measure(one, two, _known);
    }

    /// <summary>All threads' allocations; checking is all that the process does meanwhile.</summary>
    private double BytesPerSignature(EngineUnderTest engine)
    {
        const int Passes = 8;
        engine.Check(_known, Group);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var pass = 0; pass < Passes; pass++)
        {
            engine.Check(_known, Group);
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / ((double)Passes * _known.Length);
    }
}
