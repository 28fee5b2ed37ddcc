using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle;

/// <summary>Payments with good and spoilt signatures and their right verdicts, for whoever computes digests himself.</summary>
/// <remarks>Some payers pay all the time and most rarely, so that a small cache has to choose. The same seed and block give the
/// same payments.</remarks>
public sealed class PaymentCases
{
    /// <summary>Payments of a block.</summary>
    public const int BlockSize = 4_096;

    private const int OrdinaryPayers = 600;
    private const int SigningPoints = 64;

    private readonly SplitMix _random;
    private readonly Token _token;
    private readonly SigningPoint[] _points;
    private readonly SignatureCases _cases;

    private PaymentCases(Token token, IReadOnlyList<PayerKey> payers, ulong seed, long block)
    {
        _random = new SplitMix(new SplitMix(seed).Next() ^ (ulong)block);
        _token = token;
        _points = [.. Enumerable.Range(0, SigningPoints).Select(_ => SigningPoint.Of(_random.Scalar()))];
        _cases = new SignatureCases(payers, BlockSize);
        Payments = new SignedAuthorization[BlockSize];
        for (var i = 0; i < BlockSize; i++)
        {
            Add(i);
        }

        _cases.AskOracle();
    }

    /// <summary>The payments.</summary>
    public SignedAuthorization[] Payments { get; }

    /// <summary>The right verdicts.</summary>
    public ReadOnlySpan<RejectReason> Verdicts => _cases.Verdicts;

    /// <summary>Payers with special keys first, then ordinary ones.</summary>
    public static IReadOnlyList<PayerKey> CreatePayers(ulong seed)
    {
        var random = new SplitMix(~seed);
        return
        [
            .. PayerRing.SpecialScalars.Select(PayerKey.Of),
            .. Enumerable.Range(0, OrdinaryPayers).Select(_ => PayerKey.Of(random.Scalar())),
        ];
    }

    /// <summary>Makes a block and asks the native library about it.</summary>
    /// <param name="token">The token that is paid with.</param>
    /// <param name="payers">From <see cref="CreatePayers"/>.</param>
    /// <param name="seed">Makes the payments.</param>
    /// <param name="block">Number of the block.</param>
    public static PaymentCases CreateBlock(Token token, IReadOnlyList<PayerKey> payers, ulong seed, long block) =>
        new(token, payers, seed, block);

    /// <summary>Describes one payment in a line.</summary>
    public string Describe(int index) => Divergence.Describe(_cases, index);

    private void Add(int index)
    {
        // The third power makes the first payers many times as frequent as the last.
        var part = _random.Next() / (double)ulong.MaxValue;
        var signer = (int)(part * part * part * (_cases.Payers.Count - 1));
        var authorization = new Authorization(
            _cases.Payers[signer].Account,
            new Address(_random.Word()),
            new TokenAmount(_random.Next() >> 32),
            new UnixSeconds(0),
            new UnixSeconds(4_000_000_000),
            new AuthorizationNonce(new Hash256(_random.Word())));
        var signature = Sign(signer, authorization);
        var claimed = signer;
        switch (_random.Next(16))
        {
            case 0:
                signature = signature with { V = (byte)(55 - signature.V) };
                break;
            case 1:
                signature = new EcdsaSignature(
                    signature.R,
                    CurveNumbers.Word(CurveNumbers.Order - CurveNumbers.Read(signature.S)),
                    (byte)(55 - signature.V));
                break;
            case 2:
                authorization = authorization with { Value = new TokenAmount(7) };
                break;
            case 3:
                claimed = _random.Next(_cases.Payers.Count);
                break;
            case 4 when index > 0:
                signature = Payments[_random.Next(index)].Signature;
                break;
            case 5:
                signature = signature with { R = new Hash256(_random.Word()) };
                break;
            case 6:
                signature = signature with { S = CurveNumbers.Word(_random.Next(3)) };
                break;
            default:
                break;
        }

        authorization = authorization with { Payer = _cases.Payers[claimed].Account };
        Payments[index] = new SignedAuthorization(_token.Address, authorization, signature, ConfirmationLevel.Included);
        _cases.Payer[index] = claimed;
        _cases.Digests[index] = TransferDigest.Compute(_token.DomainSeparator, authorization);
        _cases.Signatures[index] = signature;
    }

    private EcdsaSignature Sign(int signer, in Authorization authorization)
    {
        var point = _random.OneOf(_points);
        var digest = CurveNumbers.Read(TransferDigest.Compute(_token.DomainSeparator, authorization));
        var s = CurveNumbers.Mod(point.InverseK * (digest + (point.R * _cases.Payers[signer].PrivateKey)));
        return point.Signature(s);
    }
}
