using System.Globalization;
using System.Text;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Core.Primitives;
using SettleEngine.Doors.Http.Bulk;

namespace SettleEngine.LoadBench.Race;

/// <summary>Writes an authorization as a caller may write it, and reads it back as the doors do.</summary>
internal sealed class Spelling
{
    private const int MaxDepth = 64;
    private const int VOffset = FrameItem.EcdsaItemBytes - 1;

    private static readonly UInt256 Order = new(
        Convert.FromHexString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));

    private readonly byte[] _item = new byte[FrameItem.EcdsaItemBytes];

    /// <summary>The other signature that the curve allows for the same message.</summary>
    public static EcdsaSignature HighTwin(in EcdsaSignature signature)
    {
        Span<byte> s = stackalloc byte[Hash256.Size];
        signature.S.CopyTo(s);
        (Order - new UInt256(s)).WriteBigEndian(s);
        return signature with { S = new Hash256(s), V = (byte)(55 - signature.V) };
    }

    /// <summary>Spells an item in one of many ways and reads it.</summary>
    /// <returns>What the door's reader says.</returns>
    public RejectReason Respell(in SignedAuthorization item, Random random, out SignedAuthorization read)
    {
        var v = (byte)(item.Signature.V - (random.Next(2) == 0 ? 27 : 0));
        if (random.Next(2) == 0)
        {
            FrameItem.Write(item, _item);
            _item[VOffset] = v;
            return FrameItem.TryRead(_item, out read);
        }

        var line = Encoding.UTF8.GetBytes(Line(item, v, random));
        return BulkLineReader.Read(line, 84_532, MaxDepth, out read);
    }

    private static string Line(in SignedAuthorization item, byte v, Random random)
    {
        var authorization = item.Authorization;
        var signature = new byte[EcdsaSignature.Size];
        item.Signature.CopyTo(signature);
        signature[64] = v;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"network":"eip155:84532","asset":"{{item.Token.ToString().ToLowerInvariant()}}","from":"{{authorization.Payer.ToString().ToLowerInvariant()}}","to":"{{authorization.Payee.ToString().ToLowerInvariant()}}","value":"{{authorization.Value.Units}}","validAfter":"{{authorization.ValidAfter.Value}}","validBefore":"{{authorization.ValidBefore.Value}}","nonce":"{{Hex(authorization.AuthorizationNonce.Bytes, random)}}","signature":"{{Hex(signature, random)}}"}
            """);
    }

    private static string Hex(Hash256 value, Random random)
    {
        var bytes = new byte[Hash256.Size];
        value.CopyTo(bytes);
        return Hex(bytes, random);
    }

    private static string Hex(byte[] bytes, Random random) =>
        "0x" + (random.Next(2) == 0 ? Convert.ToHexString(bytes) : Convert.ToHexStringLower(bytes));
}
