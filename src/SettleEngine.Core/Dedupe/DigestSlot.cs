using System.Runtime.InteropServices;

namespace SettleEngine.Core.Dedupe;

/// <summary>One place of a digest table: 24 bytes.</summary>
/// <remarks>
/// <code>
///  0 digest, first half 8     8 digest, second half 8    16 value 8 (0: the place is free)
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct DigestSlot
{
    /// <summary>Bytes of one place.</summary>
    public const int Size = 24;

    /// <summary>First half of the digest; its low bits say where probing starts.</summary>
    public ulong Low;

    /// <summary>Second half of the digest.</summary>
    public ulong High;

    /// <summary>What is kept for the digest; 0 means that the place is free.</summary>
    public ulong Value;
}
