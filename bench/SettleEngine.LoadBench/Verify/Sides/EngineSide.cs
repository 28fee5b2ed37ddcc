using System.Globalization;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>The engine's verifier on one thread: queues, cache, digests and verdicts, as the pipeline uses it.</summary>
/// <param name="name">As the table calls it.</param>
/// <param name="engine">The verifier; the caller disposes it.</param>
/// <param name="items">Signatures, taken in turn.</param>
/// <param name="batch">Signatures of a group.</param>
/// <param name="goodShare">How many of them are good: all, half or none.</param>
/// <param name="isOnce">Whether items are taken once only, because a new payer is new once.</param>
internal sealed class EngineSide(
    string name,
    EngineUnderTest engine,
    SignedAuthorization[] items,
    int batch,
    double goodShare = 1,
    bool isOnce = false)
    : VerifySide(name)
{
    private const int SliceSize = 2_048;

    private int _next;

    public override bool IsOver => isOnce && _next + SliceSize > items.Length;

    public override string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"{engine.Statistics.SmallTables} small and {engine.Statistics.LargeTables} large tables, cache {engine.Statistics.CacheBytes >> 20} MiB");

    protected override double Slice()
    {
        if (_next + SliceSize > items.Length)
        {
            _next = 0;
        }

        var slice = items.AsMemory(_next, SliceSize);
        _next += SliceSize;
        var start = engine.ProcessorTime;
        var good = engine.Check(slice, batch);
        var elapsed = engine.ProcessorTime - start;
        Require(good == (int)(goodShare * SliceSize));
        return elapsed / SliceSize;
    }
}
