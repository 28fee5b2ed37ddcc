using System.Buffers.Binary;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Writes calldata of Multicall3's <c>aggregate3</c> over calls of one size, each of which may fail alone.</summary>
/// <remarks>
/// Calls are never required to succeed: one payment that was spent elsewhere must not take the others down with it.
/// <code>
/// 0        4       selector
/// 4        32      offset of the array: 32
/// 36       32      count n
/// 68       32·n    offset of each call, from byte 68
/// 68+32·n  n × { target 32, allowFailure 32, offset 96, length 32, calldata padded to words }
/// </code>
/// </remarks>
public ref struct Multicall3Writer
{
    private const int HeadBytes = 4 + (2 * AbiWord.Size);
    private const int CallHeadBytes = 4 * AbiWord.Size;

    private readonly Span<byte> _destination;
    private readonly int _count;
    private readonly int _callDataSize;
    private int _added;

    /// <summary>Starts the calldata.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <param name="count">How many calls will follow; all of them must.</param>
    /// <param name="callDataSize">Bytes of calldata of each call.</param>
    public Multicall3Writer(Span<byte> destination, int count, int callDataSize)
    {
        Invariant.Holds(count >= 0 && callDataSize >= 0);

        _destination = destination[..Size(count, callDataSize)];
        _count = count;
        _callDataSize = callDataSize;
        BinaryPrimitives.WriteUInt32BigEndian(_destination, FunctionSelectors.Aggregate3);
        AbiWord.Write(_destination[4..], AbiWord.Size);
        AbiWord.Write(_destination[36..], (ulong)count);
    }

    /// <summary>Whether all announced calls were added.</summary>
    public readonly bool IsComplete => _added == _count;

    /// <summary>Bytes that the calldata takes.</summary>
    /// <param name="count">How many calls.</param>
    /// <param name="callDataSize">Bytes of calldata of each call.</param>
    /// <returns>Bytes.</returns>
    public static int Size(int count, int callDataSize) =>
        checked(HeadBytes + (count * (AbiWord.Size + CallSize(callDataSize))));

    /// <summary>Adds a call.</summary>
    /// <param name="target">The contract to call.</param>
    /// <returns>Where the caller writes this call's calldata, all of it.</returns>
    public Span<byte> Add(Address target)
    {
        Invariant.Holds(_added < _count);

        var callSize = CallSize(_callDataSize);
        var offset = (_count * AbiWord.Size) + (_added * callSize);
        AbiWord.Write(_destination[(HeadBytes + (_added * AbiWord.Size))..], (ulong)offset);

        var call = _destination.Slice(HeadBytes + offset, callSize);
        AbiWord.Write(call, target);
        AbiWord.Write(call[32..], 1);
        AbiWord.Write(call[64..], 3 * AbiWord.Size);
        AbiWord.Write(call[96..], (ulong)_callDataSize);
        call[(CallHeadBytes + _callDataSize)..].Clear();
        _added++;
        return call.Slice(CallHeadBytes, _callDataSize);
    }

    private static int CallSize(int callDataSize) =>
        CallHeadBytes + ((callDataSize + AbiWord.Size - 1) / AbiWord.Size * AbiWord.Size);
}
