using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle.Paths;

/// <summary>A path that recovers keys. Its keys are compared too, all 64 bytes.</summary>
public abstract class RecoveryPath : VerdictPath
{
    private byte[] _keys = [];
    private bool[] _found = [];

    /// <inheritdoc/>
    public override void Judge(SignatureCases cases, int start, Span<RejectReason> verdicts)
    {
        var size = verdicts.Length;
        if (_found.Length < size)
        {
            _keys = new byte[size * Secp256k1.PublicKeySize];
            _found = new bool[size];
        }

        // What lies there from the group before must not help.
        _keys.AsSpan().Fill(0xA5);
        _found.AsSpan().Fill(true);
        Recover(
            cases.Digests.AsSpan(start, size),
            cases.Signatures.AsSpan(start, size),
            _keys.AsSpan(0, size * Secp256k1.PublicKeySize),
            _found.AsSpan(0, size));
        for (var i = 0; i < size; i++)
        {
            verdicts[i] = Secp256k1.IsHighS(cases.Signatures[start + i].S)
                ? RejectReason.SignatureHighS
                : _found[i] && Secp256k1.AddressOf(KeyOf(i)) == cases.Payers[cases.Payer[start + i]].Account
                    ? RejectReason.None
                    : RejectReason.SignatureInvalid;
        }
    }

    /// <inheritdoc/>
    public override int FindDivergence(SignatureCases cases, int start, int size)
    {
        var wrong = base.FindDivergence(cases, start, size);
        for (var i = 0; i < size && wrong < 0; i++)
        {
            var isRight = _found[i] == cases.Found[start + i] && (!_found[i] || KeyOf(i).SequenceEqual(cases.KeyOf(start + i)));
            wrong = isRight ? -1 : start + i;
        }

        return wrong;
    }

    /// <summary>Recovers the keys of a group.</summary>
    /// <param name="digests">What was signed.</param>
    /// <param name="signatures">As many signatures.</param>
    /// <param name="keys">64 bytes for each.</param>
    /// <param name="found">Whether there is a key.</param>
    protected abstract void Recover(
        ReadOnlySpan<Hash256> digests, ReadOnlySpan<EcdsaSignature> signatures, Span<byte> keys, Span<bool> found);

    private ReadOnlySpan<byte> KeyOf(int index) =>
        _keys.AsSpan(index * Secp256k1.PublicKeySize, Secp256k1.PublicKeySize);
}
