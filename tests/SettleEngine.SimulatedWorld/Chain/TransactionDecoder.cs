using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>Decodes raw EIP-1559 transactions as a node does: type byte, RLP, lane signature, then the calldata of the
/// two contracts that the engine calls.</summary>
public static class TransactionDecoder
{
    public static readonly Address Multicall = Address.Parse("0xca11bde05977b3631167028862be2a173976ca11");

    private const uint Aggregate3 = 0x82ad56cb;
    private const uint TransferWithAuthorization = 0xe3ee160e;
    private const int TransferBytes = 4 + (9 * 32);

    /// <summary>Decodes and recovers the sender.</summary>
    /// <exception cref="FormatException">The bytes are not a transaction that any node would take.</exception>
    public static ChainTransaction Decode(ReadOnlySpan<byte> raw, ulong chainId)
    {
        try
        {
            return DecodeChecked(raw, chainId);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException("rlp: ends too early", exception);
        }
    }

    private static ChainTransaction DecodeChecked(ReadOnlySpan<byte> raw, ulong chainId)
    {
        if (raw[0] != 2)
        {
            throw new FormatException("transaction type not supported");
        }

        var outer = new RlpReader(raw[1..]);
        var list = outer.ReadList();
        if (!outer.IsAtEnd)
        {
            throw new FormatException("rlp: bytes after the transaction");
        }

        if (list.ReadUInt64() != chainId)
        {
            throw new FormatException("invalid chain id for signer");
        }

        var accountNonce = new AccountNonce(list.ReadUInt64());
        var tip = list.ReadUInt256();
        var cap = list.ReadUInt256();
        var gasLimit = list.ReadUInt64();
        var to = list.ReadString();
        var value = list.ReadUInt256();
        var data = list.ReadString();
        var accessList = list.ReadList();
        var unsignedLength = list.Position;
        var parity = list.ReadUInt64();
        var r = ToWord(list.ReadUInt256());
        var s = ToWord(list.ReadUInt256());
        if (!list.IsAtEnd || !accessList.IsAtEnd || to.Length != 20 || parity > 1 || !value.IsZero)
        {
            throw new FormatException("rlp: not the fields of a transaction");
        }

        var signingHash = HashUnsigned(raw, unsignedLength);
        var target = new Address(to);
        var isMulticall = target == Multicall;
        var calls = isMulticall ? DecodeMulticall(data) : DecodePlain(target, data);
        return new ChainTransaction
        {
            Hash = ReferenceKeccak.Hash(raw),
            Sender = LaneSignature.RecoverSender(signingHash, new EcdsaSignature(r, s, (byte)(27 + parity))),
            AccountNonce = accountNonce,
            HasAccountNonce = true,
            TipCapWei = tip,
            FeeCapWei = cap,
            GasLimit = gasLimit,
            IsMulticall = isMulticall,
            IsMalformed = calls is null,
            Calls = calls ?? [],
            Raw = raw.ToArray(),
            IntrinsicGas = MeasureIntrinsicGas(data),
        };
    }

    private static Hash256 HashUnsigned(ReadOnlySpan<byte> raw, int unsignedLength)
    {
        // The first nine fields lie in one piece; only the list header in front of them differs.
        var headerLength = raw[1] > 0xF7 ? 1 + raw[1] - 0xF7 : 1;
        var fields = raw.Slice(1 + headerLength, unsignedLength);
        var unsigned = new byte[1 + 4 + fields.Length];
        var at = 0;
        unsigned[at++] = 2;
        if (fields.Length < 56)
        {
            unsigned[at++] = (byte)(0xC0 + fields.Length);
        }
        else
        {
            var sizeBytes = fields.Length < 256 ? 1 : fields.Length < 65_536 ? 2 : 3;
            unsigned[at++] = (byte)(0xF7 + sizeBytes);
            for (var i = sizeBytes - 1; i >= 0; i--)
            {
                unsigned[at++] = (byte)(fields.Length >> (8 * i));
            }
        }

        fields.CopyTo(unsigned.AsSpan(at));
        return ReferenceKeccak.Hash(unsigned.AsSpan(0, at + fields.Length));
    }

    private static ulong MeasureIntrinsicGas(ReadOnlySpan<byte> data)
    {
        var gas = 21_000UL;
        foreach (var one in data)
        {
            gas += one == 0 ? 4UL : 16;
        }

        return gas;
    }

    private static List<TokenCall>? DecodePlain(Address target, ReadOnlySpan<byte> data) =>
        data.IsEmpty
            ? [new TokenCall(TokenCallKind.None, target, default, default)]
            : DecodeTransfer(target, data, allowFailure: false) is { } call ? [call] : null;

    private static TokenCall? DecodeTransfer(Address token, ReadOnlySpan<byte> data, bool allowFailure)
    {
        if (data.Length != TransferBytes || BinaryPrimitives.ReadUInt32BigEndian(data) != TransferWithAuthorization)
        {
            return null;
        }

        var words = data[4..];
        if (!TryReadAddress(words, out var payer)
            || !TryReadAddress(words[32..], out var payee)
            || !TryReadUInt64(words[(3 * 32)..], out var validAfter)
            || !TryReadUInt64(words[(4 * 32)..], out var validBefore)
            || !TryReadUInt64(words[(6 * 32)..], out var v)
            || v > 255)
        {
            return null;
        }

        return new TokenCall(
            TokenCallKind.TransferWithAuthorization,
            token,
            new Authorization(
                payer,
                payee,
                new TokenAmount(new UInt256(words[64..])),
                new UnixSeconds(validAfter),
                new UnixSeconds(validBefore),
                new AuthorizationNonce(new Hash256(words[(5 * 32)..]))),
            new EcdsaSignature(new Hash256(words[(7 * 32)..]), new Hash256(words[(8 * 32)..]), (byte)v),
            allowFailure);
    }

    private static List<TokenCall>? DecodeMulticall(ReadOnlySpan<byte> data)
    {
        if (data.Length < 68 || BinaryPrimitives.ReadUInt32BigEndian(data) != Aggregate3)
        {
            return null;
        }

        var body = data[4..];
        if (!TryReadUInt64(body, out var arrayAt)
            || !TryReadUInt64(body[(int)arrayAt..], out var count)
            || count > 1_000)
        {
            return null;
        }

        var array = body[((int)arrayAt + 32)..];
        var calls = new List<TokenCall>((int)count);
        for (var i = 0; i < (int)count; i++)
        {
            if (!TryReadUInt64(array[(32 * i)..], out var elementAt)
                || DecodeElement(array[(int)elementAt..]) is not { } call)
            {
                return null;
            }

            calls.Add(call);
        }

        return calls;
    }

    private static TokenCall? DecodeElement(ReadOnlySpan<byte> element)
    {
        if (!TryReadAddress(element, out var target)
            || !TryReadUInt64(element[32..], out var allowFailure)
            || allowFailure > 1
            || !TryReadUInt64(element[64..], out var dataAt)
            || !TryReadUInt64(element[(int)dataAt..], out var dataLength))
        {
            return null;
        }

        return DecodeTransfer(target, element.Slice((int)dataAt + 32, (int)dataLength), allowFailure == 1);
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> word, out Address address)
    {
        address = new Address(word[12..]);
        return word[..12].IndexOfAnyExcept((byte)0) < 0;
    }

    private static bool TryReadUInt64(ReadOnlySpan<byte> word, out ulong value)
    {
        var wide = new UInt256(word);
        value = wide.Low64;
        return wide.FitsUInt64;
    }

    private static Hash256 ToWord(UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        return new Hash256(word);
    }
}
