using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Retention;

/// <summary>Payload of <see cref="JournalRecordKind.Forget"/>: from here on, keys of an old validity may be new again.</summary>
/// <param name="Before">Decided payments whose <c>validBefore</c> is earlier than this may be forgotten.</param>
/// <param name="FinalizedBlock">Height of the finalized block that said so. What forgotten payments were credited with lies at
/// or below it, so an admission from here on takes nothing at or below it for its own.</param>
/// <remarks>Durable before the first key is forgotten. Layout, 17 bytes: version 1, before 8, finalized block 8.</remarks>
public readonly record struct ForgetRecord(UnixSeconds Before, ulong FinalizedBlock)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 17;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteUInt64(Before.Value);
        writer.WriteUInt64(FinalizedBlock);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static ForgetRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new ForgetRecord(new UnixSeconds(reader.ReadUInt64()), reader.ReadUInt64());
    }

    /// <summary>Whether a decided payment may be forgotten.</summary>
    /// <param name="validBefore">Its validity.</param>
    /// <returns>True when nobody can use the authorization any more, by a margin.</returns>
    public bool Allows(UnixSeconds validBefore) => validBefore.Value < Before.Value;

    /// <summary>What may be forgotten at a finalized block.</summary>
    /// <param name="finalizedBlock">Height of the block.</param>
    /// <param name="finalizedTime">Its time. The wall clock is never asked: the chain alone decides what is still valid.</param>
    /// <param name="marginSeconds">How much longer than necessary a key is kept.</param>
    /// <returns>The record.</returns>
    public static ForgetRecord At(ulong finalizedBlock, UnixSeconds finalizedTime, ulong marginSeconds) => new(
        new UnixSeconds(finalizedTime.Value > marginSeconds ? finalizedTime.Value - marginSeconds : 0),
        finalizedBlock);
}
