using System.Buffers.Binary;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Calldata that settles a batch of one token through the guarded settler (<see cref="SettlerContract"/>). Pure; any
/// thread.</summary>
/// <remarks>
/// Packed, big-endian, without a selector. The number of payments follows from the length.
/// <code>
/// 0    1  layout: 1 one payee for all, 2 a payee for each      payments of 132 (152) bytes:
/// 1   20  token                                                0   20  payer
/// 21   3  gas that the token may use for one payment           20   8  value
/// 24  20  payee, in layout 1 only                              28   4  validAfter
/// 44 (24) payments                                             32   4  validBefore
///                                                              36  32  authorization nonce
///                                                              68  32  r
///                                                              100 32  s, the parity of v in its highest bit (EIP-2098)
///                                                              132 20  payee, in layout 2 only
/// </code>
/// </remarks>
public static class SettlerCalldata
{
    /// <summary>First byte of a batch with one payee.</summary>
    public const byte OnePayee = 1;

    /// <summary>First byte of a batch whose payments name their payees.</summary>
    public const byte ManyPayees = 2;

    /// <summary>Largest gas cap that the header can name.</summary>
    public const uint MaxItemGasCap = 0xffffff;

    private const int ManyPayeesHeader = 1 + Address.Size + 3;
    private const int OnePayeeHeader = ManyPayeesHeader + Address.Size;
    private const int OnePayeeItem = 132;
    private const int ManyPayeesItem = OnePayeeItem + Address.Size;
    private const byte ParityBit = 0x80;

    /// <summary>Whether a payment's numbers fit the fields: value below 2⁶⁴, times below 2³², s in its lower half, v of 27
    /// or 28. What does not fit goes through Multicall3.</summary>
    /// <param name="payment">The payment.</param>
    /// <returns>Whether it fits.</returns>
    public static bool Fits(in SignedAuthorization payment)
    {
        var authorization = payment.Authorization;
        Span<byte> s = stackalloc byte[Hash256.Size];
        payment.Signature.S.CopyTo(s);
        return authorization.Value.Units.FitsUInt64
            && authorization.ValidAfter.Value <= uint.MaxValue
            && authorization.ValidBefore.Value <= uint.MaxValue
            && payment.Signature.V is 27 or 28
            && (s[0] & ParityBit) == 0;
    }

    /// <summary>Whether payments can share one call: there are some, each fits, and all are in one token.</summary>
    /// <param name="payments">The payments.</param>
    /// <returns>Whether <see cref="Write"/> takes them.</returns>
    public static bool FitTogether(ReadOnlySpan<SignedAuthorization> payments)
    {
        foreach (ref readonly var payment in payments)
        {
            if (payment.Token != payments[0].Token || !Fits(payment))
            {
                return false;
            }
        }

        return payments.Length > 0;
    }

    /// <summary>Bytes that a batch takes.</summary>
    /// <param name="payments">The payments.</param>
    /// <returns>44 and 132 for each payment when all have one payee, 24 and 152 for each otherwise.</returns>
    public static int Size(ReadOnlySpan<SignedAuthorization> payments) =>
        HaveOnePayee(payments)
            ? checked(OnePayeeHeader + (OnePayeeItem * payments.Length))
            : checked(ManyPayeesHeader + (ManyPayeesItem * payments.Length));

    /// <summary>Says how many payments a call settles.</summary>
    /// <param name="calldata">Calldata for the settler.</param>
    /// <returns>Their number; 0 when this is no call that <see cref="Write"/> makes.</returns>
    public static int Count(ReadOnlySpan<byte> calldata)
    {
        if (calldata.IsEmpty || calldata[0] is not (OnePayee or ManyPayees))
        {
            return 0;
        }

        var (header, item) = calldata[0] == OnePayee ? (OnePayeeHeader, OnePayeeItem) : (ManyPayeesHeader, ManyPayeesItem);
        var items = calldata.Length - header;
        return items >= 0 && items % item == 0 ? items / item : 0;
    }

    /// <summary>Writes the calldata of a batch, in the order given.</summary>
    /// <param name="payments">Payments that <see cref="FitTogether"/>; each may fail alone.</param>
    /// <param name="itemGasCap">Most gas that the token may use for one of them.</param>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<SignedAuthorization> payments, uint itemGasCap, Span<byte> destination)
    {
        Invariant.Holds(FitTogether(payments) && itemGasCap <= MaxItemGasCap);

        var hasOnePayee = HaveOnePayee(payments);
        var at = WriteHeader(payments[0], hasOnePayee, itemGasCap, destination);
        foreach (ref readonly var payment in payments)
        {
            WriteItem(payment, destination[at..]);
            at += OnePayeeItem;
            if (!hasOnePayee)
            {
                payment.Authorization.Payee.CopyTo(destination[at..]);
                at += Address.Size;
            }
        }

        Invariant.Holds(at == Size(payments));
        return at;
    }

    private static int WriteHeader(
        in SignedAuthorization first,
        bool hasOnePayee,
        uint itemGasCap,
        Span<byte> destination)
    {
        destination[0] = hasOnePayee ? OnePayee : ManyPayees;
        first.Token.CopyTo(destination[1..]);

        destination[21] = (byte)(itemGasCap >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(destination[22..], (ushort)itemGasCap);
        if (hasOnePayee)
        {
            first.Authorization.Payee.CopyTo(destination[ManyPayeesHeader..]);
        }

        return hasOnePayee ? OnePayeeHeader : ManyPayeesHeader;
    }

    private static void WriteItem(in SignedAuthorization payment, Span<byte> item)
    {
        var authorization = payment.Authorization;
        var signature = payment.Signature;
        authorization.Payer.CopyTo(item);
        BinaryPrimitives.WriteUInt64BigEndian(item[20..], authorization.Value.Units.Low64);
        BinaryPrimitives.WriteUInt32BigEndian(item[28..], (uint)authorization.ValidAfter.Value);
        BinaryPrimitives.WriteUInt32BigEndian(item[32..], (uint)authorization.ValidBefore.Value);
        authorization.AuthorizationNonce.Bytes.CopyTo(item[36..]);
        signature.R.CopyTo(item[68..]);
        signature.S.CopyTo(item[100..]);
        if (signature.V == 28)
        {
            item[100] |= ParityBit;
        }
    }

    private static bool HaveOnePayee(ReadOnlySpan<SignedAuthorization> payments)
    {
        foreach (ref readonly var payment in payments)
        {
            if (payment.Authorization.Payee != payments[0].Authorization.Payee)
            {
                return false;
            }
        }

        return payments.Length > 0;
    }
}
