using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Retention;

/// <summary>A lane's numbering as it stands in a checkpoint.</summary>
/// <param name="Lane">The account.</param>
/// <param name="Next">Account nonce of the next transaction to sign.</param>
/// <param name="EndedBelow">Every account nonce below it is consumed for good.</param>
/// <param name="Ended">Account nonces from there on that are consumed for good, too.</param>
/// <remarks>Layout: lane 20, next 8, ended below 8, count 4, then 8 for each.</remarks>
public sealed record LaneStateRecord(Address Lane, AccountNonce Next, ulong EndedBelow, IReadOnlyList<ulong> Ended)
{
    private const int FixedSize = Address.Size + 8 + 8 + 4;

    /// <summary>Bytes of the item.</summary>
    public int Size => FixedSize + (8 * Ended.Count);

    /// <summary>Writes the item.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteAddress(Lane);
        writer.WriteUInt64(Next.Value);
        writer.WriteUInt64(EndedBelow);
        writer.WriteUInt32((uint)Ended.Count);
        foreach (var accountNonce in Ended)
        {
            writer.WriteUInt64(accountNonce);
        }
    }

    /// <summary>Reads an item.</summary>
    /// <param name="reader">Stands at the item; afterwards behind it.</param>
    /// <returns>The item.</returns>
    public static LaneStateRecord Read(ref RecordReader reader)
    {
        var lane = reader.ReadAddress();
        var next = new AccountNonce(reader.ReadUInt64());
        var endedBelow = reader.ReadUInt64();
        var ended = new ulong[checked((int)reader.ReadUInt32())];
        for (var i = 0; i < ended.Length; i++)
        {
            ended[i] = reader.ReadUInt64();
        }

        return new LaneStateRecord(lane, next, endedBelow, ended);
    }
}
