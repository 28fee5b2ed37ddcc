using System.Numerics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class SettlerCalldataTests
{
    private const string Item =
        "70997970c51812dc3a010c7d01b50e0d17dc79c8"
        + "0000000000002710"
        + "00000000"
        + "773593ff"
        + "1111111111111111111111111111111111111111111111111111111111111111"
        + "adcb9f55930035c8169b50911c7e34f87b6f2206de6a472eb073b3d8a555349a"
        + "567ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0";

    private const string Token = "036cbd53842c5426634e7929541ec2318f3dcf7e";
    private const string Payee = "209693bc6afc0c5328ba36faf03c514ef312287c";
    private const string OtherPayee = "00000000000000000000000000000000000000aa";

    [Fact]
    public void Payments_to_one_payee_share_it()
    {
        Assert.Equal($"0x01{Token}015f90{Payee}{Item}{Item}", Write([VectorA.Payment, VectorA.Payment], 90_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(200)]
    public void A_call_tells_how_many_payments_it_settles(int count)
    {
        var payments = Enumerable.Repeat(VectorA.Payment, count).ToArray();
        var other = WithAuthorization(VectorA.Payment.Authorization with { Payee = Address.Parse($"0x{OtherPayee}") });
        var settler = new byte[SettlerCalldata.Size(payments)];
        SettlerCalldata.Write(payments, 90_000, settler);
        SignedAuthorization[] several = [other, .. payments];
        var payees = new byte[SettlerCalldata.Size(several)];
        SettlerCalldata.Write(several, 90_000, payees);
        var multicall = new byte[Multicall3Calldata.Size(count)];
        Multicall3Calldata.Write(payments, multicall);

        Assert.Equal(count, SettlerCalldata.Count(settler));
        Assert.Equal(count + 1, SettlerCalldata.Count(payees));
        Assert.Equal(count, Multicall3Calldata.Count(multicall));
        Assert.Equal(0, SettlerCalldata.Count(multicall));
        Assert.Equal(0, Multicall3Calldata.Count(settler));
        Assert.Equal(0, SettlerCalldata.Count(settler.AsSpan(..^1)));
        Assert.Equal(0, Multicall3Calldata.Count(multicall.AsSpan(..^1)));
        Assert.Equal(0, SettlerCalldata.Count([]));
    }

    [Fact]
    public void Payments_to_several_payees_each_name_theirs_at_their_end()
    {
        var other = WithAuthorization(VectorA.Payment.Authorization with { Payee = Address.Parse($"0x{OtherPayee}") });

        Assert.Equal(
            $"0x02{Token}ffffff{Item}{Payee}{Item}{OtherPayee}",
            Write([VectorA.Payment, other], SettlerCalldata.MaxItemGasCap));
    }

    [Fact]
    public void The_parity_of_a_signature_is_the_highest_bit_of_s()
    {
        var odd = VectorA.Payment with { Signature = VectorA.Payment.Signature with { V = 28 } };

        var calldata = Write([odd], 0);

        Assert.EndsWith("d67ac5a2fd7ed10ed581ebee5ed4a6efc9c3193458849339136ccf2a11c61ba0", calldata, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_payments_to_one_payee_take_less_than_135_bytes_each()
    {
        Assert.Equal(44 + (100 * 132), SettlerCalldata.Size(Enumerable.Repeat(VectorA.Payment, 100).ToArray()));
    }

    [Theory]
    [InlineData("18446744073709551615", 4_294_967_295, 4_294_967_295, 27, true)]
    [InlineData("18446744073709551616", 0, 1, 27, false)]
    [InlineData("1", 4_294_967_296, 1, 27, false)]
    [InlineData("1", 0, 4_294_967_296, 27, false)]
    [InlineData("1", 0, 1, 28, true)]
    [InlineData("1", 0, 1, 29, false)]
    [InlineData("1", 0, 1, 0, false)]
    public void A_payment_whose_numbers_are_too_large_does_not_fit(string value, ulong after, ulong before, byte v, bool fits)
    {
        Assert.True(UInt256.TryParseDecimal(value, out var units));
        var payment = WithAuthorization(VectorA.Payment.Authorization with
        {
            Value = new TokenAmount(units),
            ValidAfter = new UnixSeconds(after),
            ValidBefore = new UnixSeconds(before),
        });
        payment = payment with { Signature = payment.Signature with { V = v } };

        Assert.Equal(fits, SettlerCalldata.Fits(payment));
        Assert.Equal(fits, SettlerCalldata.FitTogether([VectorA.Payment, payment]));
    }

    [Fact]
    public void A_high_s_has_no_room_for_the_parity()
    {
        var s = Hash256.Parse("0x80" + new string('0', 62));

        Assert.False(SettlerCalldata.Fits(VectorA.Payment with { Signature = VectorA.Payment.Signature with { S = s } }));
    }

    [Fact]
    public void Payments_of_two_tokens_do_not_fit_together_and_none_is_no_batch()
    {
        var other = VectorA.Payment with { Token = Address.Parse($"0x{OtherPayee}") };

        Assert.True(SettlerCalldata.FitTogether([other, other]));
        Assert.False(SettlerCalldata.FitTogether([VectorA.Payment, other]));
        Assert.False(SettlerCalldata.FitTogether([]));
    }

    [Fact]
    public void What_does_not_fit_is_not_written()
    {
        var large = WithAuthorization(VectorA.Payment.Authorization with { ValidAfter = new UnixSeconds(ulong.MaxValue) });

        Assert.Throws<InvariantBrokenException>(() => Write([large], 0));
        Assert.Throws<InvariantBrokenException>(() => Write([VectorA.Payment], SettlerCalldata.MaxItemGasCap + 1));
    }

    [Fact]
    public void Whatever_fits_is_read_back_field_by_field()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var dice = new Random(seed);
            var payments = Draw(dice);
            var cap = (uint)dice.Next((int)SettlerCalldata.MaxItemGasCap + 1);
            var calldata = new byte[SettlerCalldata.Size(payments)];
            calldata.AsSpan().Fill(0xee);

            var written = SettlerCalldata.Write(payments, cap, calldata);

            Assert.Equal(calldata.Length, written);
            var (readCap, read) = Decode(calldata);
            Assert.True(cap == readCap && payments.SequenceEqual(read), $"seed {seed}");
        }
    }

    private static SignedAuthorization WithAuthorization(Authorization authorization) =>
        VectorA.Payment with { Authorization = authorization };

    private static string Write(SignedAuthorization[] payments, uint cap)
    {
        var calldata = new byte[SettlerCalldata.FitTogether(payments) ? SettlerCalldata.Size(payments) : 1_000];
        SettlerCalldata.Write(payments, cap, calldata);
        return Hex.Encode(calldata);
    }

    private static SignedAuthorization[] Draw(Random dice)
    {
        var token = new Address(Bytes(dice, 20));
        var payees = Enumerable.Range(0, dice.Next(1, 3)).Select(_ => new Address(Bytes(dice, 20))).ToArray();
        return [.. Enumerable.Range(0, dice.Next(1, 12)).Select(_ =>
        {
            var s = Bytes(dice, 32);
            s[0] &= 0x7f;
            return new SignedAuthorization(
                token,
                new Authorization(
                    new Address(Bytes(dice, 20)),
                    payees[dice.Next(payees.Length)],
                    new TokenAmount(BitConverter.ToUInt64(Bytes(dice, 8)) >> dice.Next(64)),
                    new UnixSeconds((uint)dice.NextInt64(1L << dice.Next(1, 33))),
                    new UnixSeconds((uint)dice.NextInt64(1L << dice.Next(1, 33))),
                    new AuthorizationNonce(new Hash256(Bytes(dice, 32)))),
                new EcdsaSignature(new Hash256(Bytes(dice, 32)), new Hash256(s), (byte)dice.Next(27, 29)),
                ConfirmationLevel.Included);
        })];
    }

    private static byte[] Bytes(Random dice, int count)
    {
        var bytes = new byte[count];
        dice.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Reads calldata as the contract's documentation describes it, by big integers and nothing of the encoder.</summary>
    private static (uint Cap, SignedAuthorization[] Payments) Decode(byte[] calldata)
    {
        var hasOnePayee = calldata[0] switch
        {
            1 => true,
            2 => false,
            _ => throw new FormatException("layout"),
        };
        var token = new Address(calldata.AsSpan(1));
        var cap = (uint)Number(calldata, 21, 3);
        var (at, size) = hasOnePayee ? (44, 132) : (24, 152);
        Assert.Equal(0, (calldata.Length - at) % size);
        var payments = new List<SignedAuthorization>();
        for (; at < calldata.Length; at += size)
        {
            var vs = Number(calldata, at + 100, 32);
            var s = (vs & ((BigInteger.One << 255) - 1)).ToByteArray(isUnsigned: true, isBigEndian: true);
            payments.Add(new SignedAuthorization(
                token,
                new Authorization(
                    new Address(calldata.AsSpan(at)),
                    new Address(calldata.AsSpan(hasOnePayee ? 24 : at + 132)),
                    new TokenAmount((ulong)Number(calldata, at + 20, 8)),
                    new UnixSeconds((ulong)Number(calldata, at + 28, 4)),
                    new UnixSeconds((ulong)Number(calldata, at + 32, 4)),
                    new AuthorizationNonce(new Hash256(calldata.AsSpan(at + 36)))),
                new EcdsaSignature(
                    new Hash256(calldata.AsSpan(at + 68)),
                    new Hash256([.. new byte[32 - s.Length], .. s]),
                    (byte)(27 + (int)(vs >> 255))),
                ConfirmationLevel.Included));
        }

        return (cap, [.. payments]);
    }

    private static BigInteger Number(byte[] bytes, int at, int count) =>
        new(bytes.AsSpan(at, count), isUnsigned: true, isBigEndian: true);
}
