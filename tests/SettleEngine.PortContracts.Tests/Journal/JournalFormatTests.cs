using SettleEngine.Storage;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>Bytes that stand in data directories. When one of these fails, a version number was forgotten.</summary>
public sealed class JournalFormatTests
{
    // Computed apart, by bitwise division.
    private const uint GoldenBlockCrc = 0xF91889B6;
    private const uint GoldenAnchorCrc = 0x1E0231DF;

    [Fact]
    public void Crc32C_gives_the_known_value_for_the_digits()
    {
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0xE3069283u, Crc32C.Compute("1234"u8, "56789"u8));
        Assert.Equal(0u, Crc32C.Compute([]));
    }

    [Fact]
    public void Crc32C_agrees_with_bitwise_division()
    {
        var random = new Random(5);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var expected = uint.MaxValue;
            foreach (var value in bytes)
            {
                expected ^= value;
                for (var bit = 0; bit < 8; bit++)
                {
                    expected = (expected >> 1) ^ ((expected & 1) == 0 ? 0 : 0x82F63B78u);
                }
            }

            Assert.Equal(~expected, Crc32C.Compute(bytes));
        }
    }

    [Fact]
    public void A_block_has_these_bytes()
    {
        var block = new byte[BlockEnvelope.HeaderSize + 8 + 5];
        var written = BlockEnvelope.WriteRecord(block.AsSpan(BlockEnvelope.HeaderSize), 1, "abc"u8);
        written += BlockEnvelope.WriteRecord(block.AsSpan(BlockEnvelope.HeaderSize + written), 6, default);
        Assert.Equal(13, written);

        var header = new BlockHeader(0x1122334455667788, 9, 2, 3, 4, 5, 0xAABBCCDD, 0, 0);
        var crc = BlockEnvelope.Seal(block, header);

        Assert.Equal(
            "5345423101004000" + "8877665544332211" + "0900000002000000" + "0300000000000000"
            + "0400000000000000" + "0500000000000000" + "ddccbbaa0d000000" + "00000000" + Hex(crc)
            + "0103000000616263" + "0600000000",
            Convert.ToHexStringLower(block));
        Assert.Equal(GoldenBlockCrc, crc);
        Assert.True(BlockEnvelope.TryOpen(block, out var read, out var records));
        Assert.Equal(header with { RecordBytes = 13, Crc = crc }, read);
        Assert.True(BlockEnvelope.TryReadRecord(ref records, out var kind, out var payload));
        Assert.Equal(1, kind);
        Assert.Equal("abc"u8, payload);
        Assert.True(BlockEnvelope.TryReadRecord(ref records, out kind, out payload));
        Assert.Equal(6, kind);
        Assert.Equal(0, payload.Length);
        Assert.False(BlockEnvelope.TryReadRecord(ref records, out _, out _));
    }

    [Fact]
    public void An_anchor_has_these_bytes()
    {
        var anchor = new JournalAnchor(1, 0x1122334455667788, 3, 1 << 22, 1L << 28, 4, 5, 0xAABBCCDD, new SegmentStart(6, 7, 8, 0x01020304));
        var slot = new byte[JournalAnchor.Size];
        anchor.Encode(slot);

        Assert.Equal(
            "5345413101006800" + "0100000000000000" + "8877665544332211" + "0300000000004000" + "0000001000000000"
            + "0400000000000000" + "0500000000000000" + "ddccbbaa04030201" + "0600000000000000" + "0700000000000000"
            + "0800000000000000" + "000000000000000000000000" + Hex(Crc32C.Compute(slot.AsSpan(0, 100))),
            Convert.ToHexStringLower(slot));
        Assert.Equal(GoldenAnchorCrc, Crc32C.Compute(slot.AsSpan(0, 100)));
        Assert.True(JournalAnchor.TryDecode(slot, out var read));
        Assert.Equal(anchor, read);
    }

    [Fact]
    public void A_block_cut_anywhere_is_not_a_block()
    {
        var block = new byte[200];
        BlockEnvelope.Seal(block, new BlockHeader(1, 1, 0, 1, 1, 0, 0, 0, 0));
        for (var length = 0; length < block.Length; length++)
        {
            Assert.False(BlockEnvelope.TryOpen(block.AsSpan(0, length), out _, out _));
        }
    }

    private static string Hex(uint value) => Convert.ToHexStringLower(BitConverter.GetBytes(value));
}
