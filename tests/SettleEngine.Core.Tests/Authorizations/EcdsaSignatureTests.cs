using SettleEngine.Core.Authorizations;
using Xunit;

namespace SettleEngine.Core.Tests.Authorizations;

public class EcdsaSignatureTests
{
    private static byte[] Bytes(int length, byte v)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)i;
        }

        if (length >= EcdsaSignature.Size)
        {
            bytes[EcdsaSignature.Size - 1] = v;
        }

        return bytes;
    }

    [Theory]
    [InlineData(0, 27)]
    [InlineData(1, 28)]
    [InlineData(27, 27)]
    [InlineData(28, 28)]
    public void Both_spellings_of_v_are_read_and_only_27_and_28_are_kept(byte v, byte kept)
    {
        var bytes = Bytes(65, v);

        Assert.Equal(RejectReason.None, EcdsaSignature.TryRead(bytes, out var signature));

        Assert.Equal(kept, signature.V);
        Assert.Equal("0x" + Convert.ToHexStringLower(bytes[..32]), signature.R.ToString());
        Assert.Equal("0x" + Convert.ToHexStringLower(bytes[32..64]), signature.S.ToString());
    }

    [Fact]
    public void Every_other_v_is_refused()
    {
        for (var v = 0; v <= byte.MaxValue; v++)
        {
            var reason = EcdsaSignature.TryRead(Bytes(65, (byte)v), out var signature);
            if (v is 0 or 1 or 27 or 28)
            {
                Assert.Equal(RejectReason.None, reason);
                continue;
            }

            Assert.Equal(RejectReason.SignatureRecoveryId, reason);
            Assert.Equal(default, signature);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(66)]
    [InlineData(130)]
    public void Every_other_length_is_refused_the_compact_form_among_them(int length)
    {
        Assert.Equal(RejectReason.SignatureFormat, EcdsaSignature.TryRead(Bytes(length, 27), out var signature));
        Assert.Equal(default, signature);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(28)]
    public void What_was_read_is_written_as_the_token_wants_it(byte v)
    {
        var expected = Bytes(65, v < 2 ? (byte)(v + 27) : v);
        Assert.Equal(RejectReason.None, EcdsaSignature.TryRead(Bytes(65, v), out var signature));

        var written = new byte[EcdsaSignature.Size];
        signature.CopyTo(written);

        Assert.Equal(expected, written);
    }
}
