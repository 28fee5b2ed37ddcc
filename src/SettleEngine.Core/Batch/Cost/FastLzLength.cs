namespace SettleEngine.Core.Batch.Cost;

/// <summary>How long bytes would be if FastLZ (level 1) compressed them: the measure by which OP-stack rollups since Fjord charge for
/// a transaction's bytes. Nothing is compressed. Pure; any thread.</summary>
/// <remarks>
/// Runs of up to 32 literals take a byte more than they have. A match of three bytes or more within the last 8,191 takes 2 bytes,
/// or 3 when it is longer than 8, and is cut every 262. Candidates come from a table of 8,192 places by the hash of three bytes,
/// of which the newest is kept, so the result does not depend on how hard one looks: every node finds the same number.
/// </remarks>
public static class FastLzLength
{
    private const int HashBits = 13;
    private const int Window = (1 << HashBits) - 1;
    private const int LiteralRun = 32;
    private const int LongestMatch = 262;

    // The last bytes are literals always: the format's compressor reads ahead of where it stands.
    private const int TailBytes = 13;
    private const int UnmatchedTail = 4;

    /// <summary>Measures bytes.</summary>
    /// <param name="data">A whole signed transaction.</param>
    /// <returns>Bytes when compressed.</returns>
    public static int Of(ReadOnlySpan<byte> data)
    {
        Span<int> newest = stackalloc int[1 << HashBits];
        newest.Clear();
        var length = 0;
        var uncoded = 0;
        var at = 2;
        var limit = data.Length - TailBytes;
        while (TryFind(data, newest, limit, ref at, out var candidate))
        {
            length += Literals(at - uncoded);
            var run = Run(data, candidate + 3, at + 3, data.Length - UnmatchedTail);
            length += Match(run);
            at += run;
            newest[Hash(Three(data, at))] = at;
            at++;
            newest[Hash(Three(data, at))] = at;
            at++;
            uncoded = at;
        }

        return length + Literals(data.Length - uncoded);
    }

    private static bool TryFind(ReadOnlySpan<byte> data, Span<int> newest, int limit, ref int at, out int candidate)
    {
        for (candidate = 0; at < limit; at++)
        {
            var three = Three(data, at);
            ref var place = ref newest[Hash(three)];
            candidate = place;
            place = at;
            if (at - candidate <= Window && three == Three(data, candidate))
            {
                // At the last place looked at, a match is left alone.
                return at + 1 < limit;
            }
        }

        return false;
    }

    // Counts the first byte that differs, too: the two bytes that are hashed behind a match begin there.
    private static int Run(ReadOnlySpan<byte> data, int candidate, int at, int end)
    {
        var same = data[at..end].CommonPrefixLength(data[candidate..]);
        return Math.Min(same + 1, end - at);
    }

    private static int Literals(int count) =>
        ((LiteralRun + 1) * (count / LiteralRun)) + (count % LiteralRun == 0 ? 0 : (count % LiteralRun) + 1);

    private static int Match(int run) => (3 * ((run - 1) / LongestMatch)) + ((run - 1) % LongestMatch >= 6 ? 3 : 2);

    private static int Three(ReadOnlySpan<byte> data, int at) => data[at] | (data[at + 1] << 8) | (data[at + 2] << 16);

    private static int Hash(int three) => (int)((2_654_435_769u * (uint)three) >> (32 - HashBits));
}
