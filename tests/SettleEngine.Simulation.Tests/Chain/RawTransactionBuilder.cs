using System.Buffers.Binary;
using SettleEngine.Core.Primitives;
using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.Simulation.Tests.Chain;

/// <summary>Encodes transactions for the tests of the simulated chain, apart from the engine's own encoder.</summary>
internal static class RawTransactionBuilder
{
    public static byte[] Build(
        Address sender,
        ulong accountNonce,
        Address to,
        byte[] data,
        ulong gasLimit,
        ulong tipWei = 1,
        ulong capWei = 20_000_000,
        ulong chainId = 84_532)
    {
        var target = new byte[20];
        to.CopyTo(target);
        byte[] fields =
        [
            .. Integer(chainId), .. Integer(accountNonce), .. Integer(tipWei), .. Integer(capWei), .. Integer(gasLimit),
            .. String(target), .. Integer(0), .. String(data), 0xC0,
        ];
        var signature = LaneSignature.Sign(ReferenceKeccak.Hash([2, .. List(fields)]), sender);
        return [2, .. List([.. fields, .. Integer(signature.V - 27UL), .. Word(signature.R), .. Word(signature.S)])];
    }

    public static byte[] Transfer(TokenCall call)
    {
        var data = new byte[4 + (9 * 32)];
        BinaryPrimitives.WriteUInt32BigEndian(data, 0xe3ee160e);
        var words = data.AsSpan(4);
        var authorization = call.Authorization;
        authorization.Payer.CopyTo(words[12..]);
        authorization.Payee.CopyTo(words[44..]);
        authorization.Value.Units.WriteBigEndian(words[64..]);
        WriteNumber(words[96..], authorization.ValidAfter.Value);
        WriteNumber(words[128..], authorization.ValidBefore.Value);
        authorization.AuthorizationNonce.Bytes.CopyTo(words[160..]);
        WriteNumber(words[192..], call.Signature.V);
        call.Signature.R.CopyTo(words[224..]);
        call.Signature.S.CopyTo(words[256..]);
        return data;
    }

    public static byte[] Aggregate3(IReadOnlyList<TokenCall> calls)
    {
        const int elementBytes = (4 * 32) + 320;
        var data = new byte[4 + 64 + (calls.Count * (32 + elementBytes))];
        BinaryPrimitives.WriteUInt32BigEndian(data, 0x82ad56cb);
        WriteNumber(data.AsSpan(4), 32);
        WriteNumber(data.AsSpan(36), (ulong)calls.Count);
        var array = data.AsSpan(68);
        for (var i = 0; i < calls.Count; i++)
        {
            var at = (32 * calls.Count) + (i * elementBytes);
            WriteNumber(array[(32 * i)..], (ulong)at);
            var element = array[at..];
            calls[i].Token.CopyTo(element[12..]);
            WriteNumber(element[32..], calls[i].AllowFailure ? 1UL : 0);
            WriteNumber(element[64..], 96);
            var inner = Transfer(calls[i]);
            WriteNumber(element[96..], (ulong)inner.Length);
            inner.CopyTo(element[128..]);
        }

        return data;
    }

    private static void WriteNumber(Span<byte> word, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(word[24..], value);

    private static byte[] Word(Hash256 word)
    {
        var bytes = new byte[32];
        word.CopyTo(bytes);
        return String(bytes.AsSpan().TrimStart((byte)0).ToArray());
    }

    private static byte[] Integer(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return String(bytes.AsSpan().TrimStart((byte)0).ToArray());
    }

    private static byte[] String(byte[] content) =>
        content is [< 0x80] ? content : [.. Header(0x80, content.Length), .. content];

    private static byte[] List(byte[] content) => [.. Header(0xC0, content.Length), .. content];

    private static byte[] Header(int code, int length)
    {
        if (length < 56)
        {
            return [(byte)(code + length)];
        }

        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var size = bytes.AsSpan().TrimStart((byte)0).ToArray();
        return [(byte)(code + 55 + size.Length), .. size];
    }
}
