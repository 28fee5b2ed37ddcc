namespace SettleEngine.Core.Encoding;

/// <summary>Reads what <c>aggregate3</c> returned. The bytes come from a node and are believed in nothing: every offset
/// and length is checked before it is followed.</summary>
public readonly ref struct Multicall3Results
{
    private const int ArrayStart = 2 * AbiWord.Size;

    private readonly ReadOnlySpan<byte> _returned;

    private Multicall3Results(ReadOnlySpan<byte> returned, int count)
    {
        _returned = returned;
        Count = count;
    }

    /// <summary>How many results there are.</summary>
    public int Count { get; }

    /// <summary>Reads the array's head.</summary>
    /// <param name="returned">All returned bytes.</param>
    /// <param name="expectedCount">How many calls were made.</param>
    /// <param name="results">The results.</param>
    /// <returns>Whether the bytes start like an array of this many results.</returns>
    public static bool TryRead(ReadOnlySpan<byte> returned, int expectedCount, out Multicall3Results results)
    {
        results = default;
        if (!AbiWord.TryReadInt32(returned, 0, out var offset)
            || offset != AbiWord.Size
            || !AbiWord.TryReadInt32(returned, AbiWord.Size, out var count)
            || count != expectedCount)
        {
            return false;
        }

        results = new Multicall3Results(returned, count);
        return true;
    }

    /// <summary>Reads one result.</summary>
    /// <param name="index">Which call, below <see cref="Count"/>.</param>
    /// <param name="succeeded">Whether the call returned instead of reverting.</param>
    /// <param name="data">What it returned, or why it reverted.</param>
    /// <returns>Whether the bytes hold such a result.</returns>
    public bool TryGet(int index, out bool succeeded, out ReadOnlySpan<byte> data)
    {
        Invariant.Holds(index >= 0 && index < Count);

        succeeded = false;
        data = default;
        var array = _returned[ArrayStart..];
        if (!AbiWord.TryReadInt32(array, index * AbiWord.Size, out var tuple)
            || tuple > array.Length
            || !AbiWord.TryReadInt32(array[tuple..], 0, out var success)
            || success > 1
            || !AbiWord.TryReadInt32(array[tuple..], AbiWord.Size, out var bytes)
            || bytes > array.Length - tuple
            || !AbiWord.TryReadInt32(array[(tuple + bytes)..], 0, out var length)
            || length > array.Length - tuple - bytes - AbiWord.Size)
        {
            return false;
        }

        succeeded = success == 1;
        data = array.Slice(tuple + bytes + AbiWord.Size, length);
        return true;
    }
}
