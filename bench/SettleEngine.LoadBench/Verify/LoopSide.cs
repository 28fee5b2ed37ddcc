using SettleEngine.Core.Authorizations;

namespace SettleEngine.LoadBench.Verify;

/// <summary>A side that checks good signatures one after the other or in groups, on the calling thread.</summary>
/// <param name="name">As the table calls it.</param>
/// <param name="items">Good signatures, taken in turn.</param>
/// <param name="sliceSize">Signatures of a slice.</param>
internal abstract class LoopSide(string name, SignedAuthorization[] items, int sliceSize) : VerifySide(name)
{
    private int _next;

    protected override double Slice()
    {
        if (_next + sliceSize > items.Length)
        {
            _next = 0;
        }

        var slice = items.AsSpan(_next, sliceSize);
        _next += sliceSize;
        var start = ThreadClock.Current();
        var good = Check(slice);
        var elapsed = ThreadClock.Current() - start;
        Require(good == sliceSize);
        return elapsed / sliceSize;
    }

    /// <summary>Checks a slice.</summary>
    /// <returns>How many are good.</returns>
    protected abstract int Check(ReadOnlySpan<SignedAuthorization> slice);
}
