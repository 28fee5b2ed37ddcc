using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Table entries that will be read later and are asked for from memory now, some at a time.</summary>
/// <remarks>Tables are larger than caches, and all addresses are known long before the first entry is read. Without asking
/// ahead, a check against one of 1,000 large tables takes a third longer. Asking for the next signatures' entries
/// while the last ones' are added up takes a sixteenth off asking for all at once, because a core that waits for some tens
/// of lines can ask for no more and stands still (run-bench.sh verify).</remarks>
/// <param name="addresses">The addresses.</param>
/// <param name="count">How many.</param>
internal unsafe struct EntryRequests(AffinePoint** addresses, int count)
{
    private AffinePoint** _next = addresses;
    private int _left = count;

    /// <summary>Asks for some more, if there are any.</summary>
    /// <param name="most">How many at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ask(int most)
    {
        var now = Math.Min(most, _left);
        if (Sse.IsSupported)
        {
            for (var i = 0; i < now; i++)
            {
                Sse.Prefetch1(_next[i]);
            }
        }

        _next += now;
        _left -= now;
    }
}
