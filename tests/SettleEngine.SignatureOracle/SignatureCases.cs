using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle;

/// <summary>Signatures with the payers that are said to have made them, and what is right about them. Parallel arrays, as
/// kernels take them.</summary>
/// <param name="payers">Every payer that is claimed.</param>
/// <param name="count">How many cases.</param>
public sealed class SignatureCases(IReadOnlyList<PayerKey> payers, int count)
{
    /// <summary>The payers, whose numbers <see cref="Payer"/> holds.</summary>
    public IReadOnlyList<PayerKey> Payers => payers;

    /// <summary>How many cases.</summary>
    public int Count => count;

    /// <summary>What was signed.</summary>
    public Hash256[] Digests { get; } = new Hash256[count];

    /// <summary>The signatures.</summary>
    public EcdsaSignature[] Signatures { get; } = new EcdsaSignature[count];

    /// <summary>Who is said to have signed.</summary>
    public int[] Payer { get; } = new int[count];

    /// <summary>Where each case comes from.</summary>
    public CaseKind[] Kinds { get; } = new CaseKind[count];

    /// <summary>Whether a key can be recovered.</summary>
    public bool[] Found { get; } = new bool[count];

    /// <summary>The recovered keys, 64 bytes each; zero where there is none.</summary>
    public byte[] Keys { get; } = new byte[count * Secp256k1.PublicKeySize];

    /// <summary>The token's verdicts.</summary>
    public RejectReason[] Verdicts { get; } = new RejectReason[count];

    /// <summary>The recovered key of one case.</summary>
    public Span<byte> KeyOf(int index) =>
        Keys.AsSpan(index * Secp256k1.PublicKeySize, Secp256k1.PublicKeySize);

    /// <summary>Sets what is right from a recovered key: low s first, then the claimed payer's own key.</summary>
    /// <param name="index">Which case.</param>
    /// <param name="key">The key that recovery must give, or empty when there is none.</param>
    public void SetRight(int index, ReadOnlySpan<byte> key)
    {
        Found[index] = !key.IsEmpty;
        key.CopyTo(KeyOf(index));
        Verdicts[index] = CurveNumbers.Read(Signatures[index].S) > CurveNumbers.HalfOrder
            ? RejectReason.SignatureHighS
            : key.SequenceEqual(Payers[Payer[index]].PublicKey)
                ? RejectReason.None
                : RejectReason.SignatureInvalid;
    }

    /// <summary>Asks the native library about every case.</summary>
    public void AskOracle()
    {
        Span<byte> digest = stackalloc byte[Hash256.Size];
        Span<byte> signature = stackalloc byte[EcdsaSignature.Size];
        Span<byte> key = stackalloc byte[Secp256k1.PublicKeySize];
        for (var i = 0; i < Count; i++)
        {
            Digests[i].CopyTo(digest);
            Signatures[i].CopyTo(signature);
            var found = signature[64] is 27 or 28
                && Libsecp256k1.TryRecover(digest, signature[..64], signature[64] - 27, key);
            SetRight(i, found ? key : default);
        }
    }
}
