using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>Reads RLP as strictly as a node does: shortest lengths, integers without leading zeros, nothing left over.</summary>
public ref struct RlpReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    public ReadOnlySpan<byte> ReadString()
    {
        var first = _bytes[_at];
        if (first < 0x80)
        {
            return _bytes.Slice(_at++, 1);
        }

        if (first >= 0xC0)
        {
            throw new FormatException("rlp: expected a string");
        }

        var content = ReadContent(first - 0x80);
        return content.Length == 1 && content[0] < 0x80
            ? throw new FormatException("rlp: a single byte with a length prefix")
            : content;
    }

    public RlpReader ReadList()
    {
        var first = _bytes[_at];
        return first < 0xC0 ? throw new FormatException("rlp: expected a list") : new RlpReader(ReadContent(first - 0xC0));
    }

    public UInt256 ReadUInt256()
    {
        var content = ReadString();
        if (content.Length > 32 || (content.Length > 0 && content[0] == 0))
        {
            throw new FormatException("rlp: not an integer");
        }

        Span<byte> word = stackalloc byte[32];
        word.Clear();
        content.CopyTo(word[(32 - content.Length)..]);
        return new UInt256(word);
    }

    public ulong ReadUInt64()
    {
        var value = ReadUInt256();
        return value.FitsUInt64 ? value.Low64 : throw new FormatException("rlp: integer above 64 bits");
    }

    private ReadOnlySpan<byte> ReadContent(int code)
    {
        _at++;
        var length = code;
        if (code > 55)
        {
            var sizeBytes = _bytes.Slice(_at, code - 55);
            _at += sizeBytes.Length;
            length = ReadLength(sizeBytes);
        }

        var content = _bytes.Slice(_at, length);
        _at += length;
        return content;
    }

    private static int ReadLength(ReadOnlySpan<byte> sizeBytes)
    {
        var length = 0;
        foreach (var one in sizeBytes)
        {
            length = checked((length * 256) + one);
        }

        return length < 56 || sizeBytes[0] == 0 ? throw new FormatException("rlp: length not in its shortest form") : length;
    }
}
