using System.Buffers.Binary;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>One outcome as it goes over the wire: what the journal says happened to one admission.</summary>
/// <param name="Sequence">Journal sequence of the outcome record; a reader resumes after it.</param>
/// <param name="Id">The admission.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Reason">Why it was given up; None for other outcomes.</param>
/// <param name="Level">How firm the block was when the outcome was recorded.</param>
/// <param name="TransactionHash">The proving transaction, or zero.</param>
/// <param name="LogIndex">Position of the proving event in its block.</param>
/// <param name="BlockNumber">Height of the proving block, or 0.</param>
/// <param name="BlockHash">Identity of the proving block, or zero.</param>
/// <param name="Corrects">Sequence of an earlier outcome that a reorg made untrue, or 0.</param>
/// <param name="BatchSize">Payments in our transaction; 0 when it was not ours.</param>
/// <param name="BatchIndex">Position in our transaction, from 0.</param>
public readonly record struct FrameOutcome(
    ulong Sequence,
    AdmissionSequence Id,
    SettlementOutcome Outcome,
    AbandonReason Reason,
    ConfirmationLevel Level,
    Hash256 TransactionHash,
    uint LogIndex,
    ulong BlockNumber,
    Hash256 BlockHash,
    ulong Corrects,
    ushort BatchSize,
    ushort BatchIndex)
{
    /// <summary>Bytes of one outcome.</summary>
    public const int Size = 8 + 8 + 1 + 1 + 1 + 32 + 4 + 8 + 32 + 8 + 2 + 2;

    /// <summary>Reads one outcome. Values of enumerations that this version does not know are passed on as they are.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    /// <returns>The outcome.</returns>
    public static FrameOutcome Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        new AdmissionSequence(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])),
        (SettlementOutcome)bytes[16],
        (AbandonReason)bytes[17],
        (ConfirmationLevel)bytes[18],
        new Hash256(bytes[19..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[51..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[55..]),
        new Hash256(bytes[63..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[95..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[103..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[105..]));

    /// <summary>Writes the outcome.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Id.Value);
        destination[16] = (byte)Outcome;
        destination[17] = (byte)Reason;
        destination[18] = (byte)Level;
        TransactionHash.CopyTo(destination[19..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[51..], LogIndex);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[55..], BlockNumber);
        BlockHash.CopyTo(destination[63..]);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[95..], Corrects);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[103..], BatchSize);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[105..], BatchIndex);
    }
}
