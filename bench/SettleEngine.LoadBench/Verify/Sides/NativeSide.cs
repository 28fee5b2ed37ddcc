using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.SignatureOracle;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>What a .NET service can have today: libsecp256k1 through P/Invoke, digest and address in managed code.</summary>
internal sealed class NativeSide(SignedAuthorization[] items) : LoopSide("libsecp256k1 through P/Invoke", items, 256)
{
    protected override int Check(ReadOnlySpan<SignedAuthorization> slice)
    {
        var good = 0;
        Span<byte> digest = stackalloc byte[Hash256.Size];
        Span<byte> signature = stackalloc byte[EcdsaSignature.Size];
        Span<byte> key = stackalloc byte[Secp256k1.PublicKeySize];
        foreach (ref readonly var item in slice)
        {
            TransferDigest.Compute(VerifyInputs.Token.DomainSeparator, item.Authorization).CopyTo(digest);
            item.Signature.CopyTo(signature);
            if (!Secp256k1.IsHighS(item.Signature.S)
                && Libsecp256k1.TryRecover(digest, signature[..64], signature[64] - 27, key)
                && Secp256k1.AddressOf(key) == item.Authorization.Payer)
            {
                good++;
            }
        }

        return good;
    }
}
