using System.Security.Cryptography;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>.NET's ECDsa, which is OpenSSL here. It recovers nothing: each payer's key is given to it, in advance.</summary>
internal sealed class PlatformSide : LoopSide
{
    private const int Items = 32;

    private readonly Dictionary<Address, ECDsa> _payers = [];

    public PlatformSide(SignedAuthorization[] items)
        : base(".NET ECDsa, known key", items[..Items], Items)
    {
        var key = new byte[Secp256k1.PublicKeySize];
        foreach (ref readonly var item in items.AsSpan(0, Items))
        {
            var digest = TransferDigest.Compute(VerifyInputs.Token.DomainSeparator, item.Authorization);
            Require(Secp256k1.TryRecover(digest, item.Signature, key));
            _payers[item.Authorization.Payer] = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.CreateFromValue("1.3.132.0.10"),
                Q = new ECPoint { X = key[..32], Y = key[32..] },
            });
        }
    }

    public override void Dispose()
    {
        foreach (var payer in _payers.Values)
        {
            payer.Dispose();
        }

        base.Dispose();
    }

    protected override int Check(ReadOnlySpan<SignedAuthorization> slice)
    {
        var good = 0;
        Span<byte> digest = stackalloc byte[Hash256.Size];
        Span<byte> signature = stackalloc byte[EcdsaSignature.Size];
        foreach (ref readonly var item in slice)
        {
            TransferDigest.Compute(VerifyInputs.Token.DomainSeparator, item.Authorization).CopyTo(digest);
            item.Signature.CopyTo(signature);
            good += _payers[item.Authorization.Payer].VerifyHash(
                digest, signature[..64], DSASignatureFormat.IeeeP1363FixedFieldConcatenation) ? 1 : 0;
        }

        return good;
    }
}
