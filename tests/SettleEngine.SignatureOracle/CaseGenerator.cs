using System.Numerics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle;

/// <summary>Makes signatures that are difficult in every way that we know of. The same seed and block give the same
/// cases, so blocks can be made on several threads and a divergence be made again alone.</summary>
/// <remarks>Signing shares the points of a block's signing nonces among its cases: a good signature then costs two
/// multiplications modulo n instead of one by the generator, and the same r occurs several times.</remarks>
public sealed class CaseGenerator
{
    /// <summary>Cases of a block.</summary>
    public const int BlockSize = 4_096;

    private const int SigningNonces = 256;

    private static readonly CaseKind[] Rare = [.. Enum.GetValues<CaseKind>().Where(kind => kind != CaseKind.Genuine)];

    private readonly SplitMix _random;
    private readonly IReadOnlyList<PayerKey> _payers;
    private readonly SigningPoint[] _points;
    private readonly SignatureCases _cases;
    private int _next;

    private CaseGenerator(IReadOnlyList<PayerKey> payers, ulong seed, long block)
    {
        _random = new SplitMix(new SplitMix(seed).Next() ^ (ulong)block);
        _payers = payers;
        _cases = new SignatureCases(payers, BlockSize);
        _points =
        [
            .. PayerRing.SpecialScalars.Select(SigningPoint.Of),
            .. Enumerable.Range(0, SigningNonces).Select(_ => SigningPoint.Of(_random.Scalar())),
        ];
    }

    /// <summary>Makes one block of cases, without verdicts.</summary>
    public static SignatureCases CreateBlock(IReadOnlyList<PayerKey> payers, ulong seed, long block)
    {
        var generator = new CaseGenerator(payers, seed, block);
        while (generator._next < BlockSize)
        {
            generator.Add(generator._random.Next(3) == 0 ? CaseKind.Genuine : generator._random.OneOf(Rare));
        }

        return generator._cases;
    }

    private static BigInteger FilledLimbs(SplitMix random)
    {
        var value = BigInteger.Zero;
        for (var limb = 0; limb < 4; limb++)
        {
            value = (value << 64) | random.OneOf<ulong>([0, 1, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 63]);
        }

        return value;
    }

    private void Add(CaseKind kind)
    {
        var payer = _random.Next(_payers.Count);
        var index = _next++;
        _cases.Kinds[index] = kind;
        _cases.Payer[index] = payer;
        (_cases.Digests[index], _cases.Signatures[index]) = kind switch
        {
            CaseKind.MeetingSums => MeetingSums(payer),
            CaseKind.Doubling => Related(payer, isInfinity: false),
            CaseKind.Infinity => Related(payer, isInfinity: true),
            CaseKind.ZeroDigest => Sign(payer, Point(), _random.Next(2) * CurveNumbers.Order),
            CaseKind.LargeDigest => Sign(payer, Point(), CurveNumbers.Order + Below128Bits()),
            CaseKind.ChosenS => ChosenS(payer),
            CaseKind.ChosenPoint => Sign(
                payer, _points[_random.Next(PayerRing.SpecialScalars.Count)], CurveNumbers.Read(_random.Word())),
            CaseKind.PatternDigest => Sign(payer, Point(), FilledLimbs(_random)),
            _ => Sign(payer, Point(), CurveNumbers.Read(_random.Word())),
        };
        Spoil(kind, index);
    }

    private SigningPoint Point() => _points[_random.Next(_points.Length)];

    private BigInteger Below128Bits() => CurveNumbers.Read(_random.Word()) >> (128 + _random.Next(128));

    /// <summary>A digest of r d makes u₁ G = u₂ Q, and one of −r d makes them opposite.</summary>
    private (Hash256 Digest, EcdsaSignature Signature) Related(int payer, bool isInfinity)
    {
        var point = Point();
        var product = point.R * _payers[payer].PrivateKey;
        return Sign(payer, point, CurveNumbers.Mod(isInfinity ? -product : product));
    }

    private (Hash256 Digest, EcdsaSignature Signature) Sign(int payer, SigningPoint point, BigInteger digest)
    {
        // An s of zero is the mark of opposite sums; any other s fits them as well.
        var s = CurveNumbers.Mod(point.InverseK * (digest + (point.R * _payers[payer].PrivateKey)));
        return (CurveNumbers.Word(digest), point.Signature(s.IsZero ? _random.Scalar() : s));
    }

    /// <summary>The digest follows from s: z = s k − r d.</summary>
    private (Hash256 Digest, EcdsaSignature Signature) ChosenS(int payer)
    {
        var point = Point();
        var s = _random.OneOf<BigInteger>(
        [
            1, 2, 3, CurveNumbers.HalfOrder - 1, CurveNumbers.HalfOrder, CurveNumbers.HalfOrder + 1,
            CurveNumbers.HalfOrder + 2, CurveNumbers.Order - 1, CurveNumbers.Order - 2, BigInteger.One << 64,
            BigInteger.One << 128, BigInteger.One << 255, point.R, CurveNumbers.Order - point.R, Below128Bits() + 1,
        ]);
        var digest = CurveNumbers.Mod((s * point.K) - (point.R * _payers[payer].PrivateKey));
        return (
            CurveNumbers.Word(digest),
            new EcdsaSignature(CurveNumbers.Word(point.R), CurveNumbers.Word(s), (byte)(point.YIsOdd ? 28 : 27)));
    }

    /// <summary>Chooses u₁ and u₂, which gives the point and with it r; then s = r / u₂ and z = u₁ s.</summary>
    private (Hash256 Digest, EcdsaSignature Signature) MeetingSums(int payer)
    {
        var u1 = FewDigits();
        var u2 = FewDigits();
        var k = CurveNumbers.Mod(u1 + (u2 * _payers[payer].PrivateKey));
        if (k.IsZero)
        {
            return Related(payer, isInfinity: true);
        }

        var sum = SigningPoint.Of(k);
        var s = CurveNumbers.Mod(sum.R * CurveNumbers.Invert(u2));
        return (CurveNumbers.Word(CurveNumbers.Mod(u1 * s)), sum.Signature(s));
    }

    /// <summary>A small multiple of a power of two, or two of them, or such a multiple of λ, with either sign.</summary>
    private BigInteger FewDigits()
    {
        var value = (BigInteger)(1 + _random.Next(300)) << _random.Next(256);
        value = _random.Next(6) switch
        {
            0 => value + ((BigInteger)(1 + _random.Next(300)) << _random.Next(256)),
            1 => value * CurveNumbers.Lambda,
            2 => 1 + _random.Next(20),
            3 => (BigInteger.One << _random.Next(257)) - 1,
            4 => value + (CurveNumbers.Lambda * (1 + _random.Next(300))),
            _ => value,
        };
        value = CurveNumbers.Mod(_random.Next(2) == 0 ? value : -value);
        return value.IsZero ? 1 : value;
    }

    private void Spoil(CaseKind kind, int index)
    {
        ref var signature = ref _cases.Signatures[index];
        switch (kind)
        {
            case CaseKind.FlippedV:
                signature = signature with { V = (byte)(55 - signature.V) };
                break;
            case CaseKind.HighS:
                signature = new EcdsaSignature(
                    signature.R,
                    CurveNumbers.Word(CurveNumbers.Order - CurveNumbers.Read(signature.S)),
                    (byte)(55 - signature.V));
                break;
            case CaseKind.BitFlip:
                FlipBit(index);
                break;
            case CaseKind.OtherPayer:
                _cases.Payer[index] = _random.Next(_payers.Count);
                break;
            case CaseKind.Swapped:
                signature = signature with { R = signature.S, S = signature.R };
                break;
            case CaseKind.Replayed when index > 0:
                signature = _cases.Signatures[_random.Next(index)];
                break;
            case CaseKind.Duplicate when index > 0:
                signature = _cases.Signatures[index - 1];
                _cases.Digests[index] = _cases.Digests[index - 1];
                _cases.Payer[index] = _cases.Payer[index - 1];
                break;
            case CaseKind.Filled:
                Fill(index);
                break;
            default:
                SpoilNumbers(kind, ref signature);
                break;
        }
    }

    private void SpoilNumbers(CaseKind kind, ref EcdsaSignature signature)
    {
        var random = new Hash256(_random.Word());
        signature = kind switch
        {
            CaseKind.Boundary => _random.Next(3) switch
            {
                0 => signature with { R = Boundary() },
                1 => signature with { S = Boundary() },
                _ => signature with { R = Boundary(), S = Boundary() },
            },
            CaseKind.Small => new EcdsaSignature(
                CurveNumbers.Word(1 + Below128Bits()), CurveNumbers.Word(1 + Below128Bits()), signature.V),
            CaseKind.Noise => _random.Next(2) == 0
                ? signature with { R = random }
                : new EcdsaSignature(random, new Hash256(_random.Word()), signature.V),
            CaseKind.RPlusOrder => signature with
            {
                R = CurveNumbers.Word((CurveNumbers.Read(signature.R) + CurveNumbers.Order) % (BigInteger.One << 256)),
            },
            _ => signature,
        };
    }

    private Hash256 Boundary()
    {
        var centre = _random.OneOf<BigInteger>(
        [
            0, CurveNumbers.HalfOrder, CurveNumbers.Order, CurveNumbers.Prime, CurveNumbers.Prime - CurveNumbers.Order,
            BigInteger.One << 256, BigInteger.One << 255, CurveNumbers.Prime >> 1, FilledLimbs(_random),
        ]);
        var value = centre + _random.Next(9) - 4;
        return CurveNumbers.Word(((value % (BigInteger.One << 256)) + (BigInteger.One << 256)) % (BigInteger.One << 256));
    }

    private void FlipBit(int index)
    {
        var (r, s, digest) = (new byte[32], new byte[32], new byte[32]);
        var signature = _cases.Signatures[index];
        signature.R.CopyTo(r);
        signature.S.CopyTo(s);
        _cases.Digests[index].CopyTo(digest);
        var v = signature.V;
        var bit = (byte)(1 << _random.Next(8));
        switch (_random.Next(4))
        {
            case 0:
                r[_random.Next(32)] ^= bit;
                break;
            case 1:
                s[_random.Next(32)] ^= bit;
                break;
            case 2:
                digest[_random.Next(32)] ^= bit;
                break;
            default:
                v ^= bit;
                break;
        }

        _cases.Digests[index] = new Hash256(digest);
        _cases.Signatures[index] = new EcdsaSignature(new Hash256(r), new Hash256(s), v);
    }

    private void Fill(int index)
    {
        var word = new byte[32];
        ref var signature = ref _cases.Signatures[index];
        var target = _random.Next(3);
        (target == 0 ? signature.R : target == 1 ? signature.S : _cases.Digests[index]).CopyTo(word);
        word.AsSpan(0, _random.Next(33)).Fill(_random.Next(2) == 0 ? byte.MaxValue : byte.MinValue);
        var filled = new Hash256(word);
        if (target == 2)
        {
            _cases.Digests[index] = filled;
        }
        else
        {
            signature = target == 0 ? signature with { R = filled } : signature with { S = filled };
        }
    }
}
