using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class Multicall3ResultsTests
{
    /// <summary>viem's encoding of three results: true, a revert of four bytes, and an empty success.</summary>
    private const string ThreeResults =
        "0x0000000000000000000000000000000000000000000000000000000000000020"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "0000000000000000000000000000000000000000000000000000000000000060"
        + "00000000000000000000000000000000000000000000000000000000000000e0"
        + "0000000000000000000000000000000000000000000000000000000000000160"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000040"
        + "0000000000000000000000000000000000000000000000000000000000000020"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000040"
        + "0000000000000000000000000000000000000000000000000000000000000004"
        + "08c379a000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000040"
        + "0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void Results_are_read_as_another_implementation_writes_them()
    {
        Assert.True(Multicall3Results.TryRead(VectorA.Bytes(ThreeResults), 3, out var results));

        Assert.True(results.TryGet(0, out var first, out var firstData));
        Assert.True(first);
        Assert.True(AbiWord.TryReadBoolean(firstData, out var value) && value);
        Assert.True(results.TryGet(1, out var second, out var secondData));
        Assert.False(second);
        Assert.Equal("0x08c379a0", Hex.Encode(secondData));
        Assert.True(results.TryGet(2, out var third, out var thirdData));
        Assert.True(third);
        Assert.True(thirdData.IsEmpty);
    }

    [Fact]
    public void Another_count_than_asked_for_is_refused()
    {
        Assert.False(Multicall3Results.TryRead(VectorA.Bytes(ThreeResults), 2, out _));
        Assert.False(Multicall3Results.TryRead([], 0, out _));
    }

    [Fact]
    public void No_damaged_byte_and_no_cut_makes_reading_fail_otherwise_than_by_saying_so()
    {
        var whole = VectorA.Bytes(ThreeResults);
        for (var i = 0; i < whole.Length; i++)
        {
            foreach (var value in new byte[] { 0x00, 0x01, 0x7f, 0x80, 0xff })
            {
                var damaged = (byte[])whole.Clone();
                damaged[i] = value;
                ReadAll(damaged);
            }

            ReadAll(whole[..i]);
        }
    }

    [Fact]
    public void Only_exact_words_are_values()
    {
        Assert.False(AbiWord.TryReadBoolean(new byte[31], out _));
        Assert.False(AbiWord.TryReadBoolean(new byte[64], out _));
        Assert.False(AbiWord.TryReadUInt256([], out _));

        var two = new byte[32];
        two[31] = 2;
        Assert.False(AbiWord.TryReadBoolean(two, out _));
        Assert.True(AbiWord.TryReadUInt256(two, out var number));
        Assert.Equal((UInt256)2, number);
    }

    private static void ReadAll(byte[] bytes)
    {
        if (!Multicall3Results.TryRead(bytes, 3, out var results))
        {
            return;
        }

        for (var i = 0; i < results.Count; i++)
        {
            _ = results.TryGet(i, out _, out _);
        }
    }
}
