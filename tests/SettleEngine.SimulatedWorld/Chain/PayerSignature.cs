using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>The world's stand-in for a payer's signature: R binds it to every field of the authorization, so that a mixed-up
/// field or signature in calldata is refused by the simulated token; S says whether the payer made it.</summary>
public static class PayerSignature
{
    private const byte Genuine = 1;
    private const byte Forged = 2;

    public static EcdsaSignature Sign(Address token, in Authorization authorization, byte v = 27) =>
        new(Bind(token, authorization), MakeS(0, Genuine), v);

    public static EcdsaSignature Forge(Address token, in Authorization authorization) =>
        new(Bind(token, authorization), MakeS(0, Forged), 27);

    public static EcdsaSignature SignHighS(Address token, in Authorization authorization) =>
        new(Bind(token, authorization), MakeS(0xFF, Genuine), 27);

    public static RejectReason Check(Address token, in Authorization authorization, in EcdsaSignature signature)
    {
        Span<byte> s = stackalloc byte[32];
        signature.S.CopyTo(s);
        if (s[0] == 0xFF)
        {
            return RejectReason.SignatureHighS;
        }

        return s[31] == Genuine && signature.V is (27 or 28) && signature.R == Bind(token, authorization)
            ? RejectReason.None
            : RejectReason.SignatureInvalid;
    }

    private static Hash256 MakeS(byte first, byte last)
    {
        Span<byte> s = stackalloc byte[32];
        s.Clear();
        s[0] = first;
        s[31] = last;
        return new Hash256(s);
    }

    private static Hash256 Bind(Address token, in Authorization authorization)
    {
        Span<byte> bytes = stackalloc byte[160];
        token.CopyTo(bytes);
        authorization.Payer.CopyTo(bytes[20..]);
        authorization.Payee.CopyTo(bytes[40..]);
        authorization.Value.Units.WriteBigEndian(bytes[60..]);
        BitConverter.TryWriteBytes(bytes[92..], authorization.ValidAfter.Value);
        BitConverter.TryWriteBytes(bytes[100..], authorization.ValidBefore.Value);
        authorization.AuthorizationNonce.Bytes.CopyTo(bytes[108..]);
        return StandInHash.Of(bytes[..140]);
    }
}
