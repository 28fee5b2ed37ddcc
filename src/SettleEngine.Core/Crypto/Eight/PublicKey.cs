using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>A public key: a point of secp256k1 other than infinity.</summary>
/// <remarks>Comes out of a recovery only, so that it is a point of the curve; the default value is not one.</remarks>
public readonly struct PublicKey
{
    /// <summary>Bytes of a key without its format prefix: x, then y, big-endian.</summary>
    public const int Size = AffinePoint.Size;

    internal readonly AffinePoint Point;

    internal PublicKey(in AffinePoint point) => Point = point;

    /// <summary>Writes x and y, 32 big-endian bytes each.</summary>
    /// <param name="destination">At least 64 bytes.</param>
    public void CopyTo(Span<byte> destination) => Point.CopyTo(destination);

    /// <summary>The account of the key: the last 20 bytes of its hash.</summary>
    /// <returns>The address.</returns>
    public Address ToAddress()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Secp256k1.AddressOf(bytes);
    }
}
