using System.Text.Json;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding;

public class SettlerContractTests
{
    private const byte Push1 = 0x60;
    private const byte Push32 = 0x7f;

    [Fact]
    public void It_stands_at_the_address_that_another_implementation_derives()
    {
        Assert.Equal(Address.Parse("0x86cbba7ad569d530421efff7bf5982549f964b26"), SettlerContract.Address);
        Assert.Equal(
            Hash256.Parse("0xd42f7c15255a666816e42ff7f3c0f6da528cf32024545afb0ee9fce8d37fb1bc"),
            SettlerContract.CodeHash);
    }

    [Fact]
    public void The_code_written_out_is_the_compiled_artifact()
    {
        using var artifact = JsonDocument.Parse(Repository.Read("src/contracts/artifacts/GuardedSettler.json"));

        Assert.Equal(
            artifact.RootElement.GetProperty("bytecode").GetString(),
            Hex.Encode(SettlerContract.Deployment.Span[Hash256.Size..]));
        Assert.Equal(
            artifact.RootElement.GetProperty("deployedBytecode").GetString(),
            Hex.Encode(SettlerContract.RuntimeCode.Span));
        Assert.True(SettlerContract.Deployment.Span[..Hash256.Size].IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void Only_exactly_this_code_is_taken_for_it()
    {
        var code = SettlerContract.RuntimeCode.ToArray();
        Assert.True(SettlerContract.IsCode(code));

        code[^1] ^= 1;
        Assert.False(SettlerContract.IsCode(code));
        Assert.False(SettlerContract.IsCode([]));
        Assert.False(SettlerContract.IsCode([.. SettlerContract.RuntimeCode.Span, 0]));
    }

    /// <summary>The claims of the contract's documentation, read off the code that runs.</summary>
    [Fact]
    public void The_code_calls_once_and_can_neither_keep_nor_tell_nor_give_anything()
    {
        var counts = CountInstructions(SettlerContract.RuntimeCode.Span);
        (string Name, byte Code)[] absent =
        [
            ("SLOAD", 0x54), ("SSTORE", 0x55), ("TLOAD", 0x5c), ("TSTORE", 0x5d),
            ("LOG0", 0xa0), ("LOG1", 0xa1), ("LOG2", 0xa2), ("LOG3", 0xa3), ("LOG4", 0xa4),
            ("CREATE", 0xf0), ("CALLCODE", 0xf2), ("RETURN", 0xf3), ("DELEGATECALL", 0xf4), ("CREATE2", 0xf5),
            ("STATICCALL", 0xfa), ("SELFDESTRUCT", 0xff), ("RETURNDATACOPY", 0x3e), ("ORIGIN", 0x32), ("CALLER", 0x33),
        ];

        Assert.All(absent, instruction => Assert.True(counts[instruction.Code] == 0, instruction.Name));
        Assert.Equal(1, counts[0xf1]);
    }

    private static int[] CountInstructions(ReadOnlySpan<byte> code)
    {
        var counts = new int[256];
        for (var i = 0; i < code.Length; i++)
        {
            counts[code[i]]++;
            if (code[i] is >= Push1 and <= Push32)
            {
                i += code[i] - Push1 + 1;
            }
        }

        return counts;
    }
}
