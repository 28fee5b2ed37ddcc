using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using Xunit;

namespace SettleEngine.Core.Tests.Retention;

public class PaymentBookTests
{
    [Fact]
    public void A_payment_is_found_once_it_is_closed_and_until_it_is_forgotten()
    {
        var book = new PaymentBook();
        book.Reserve(new AdmissionSequence(5));
        book.Reserve(new AdmissionSequence(9));
        Assert.Null(book.Find(new AdmissionSequence(5)));

        book.Close(Payment(5, validBefore: 100));

        Assert.Equal(Payment(5, 100), book.Find(new AdmissionSequence(5)));
        Assert.Null(book.Find(new AdmissionSequence(9)));
        Assert.Null(book.Find(new AdmissionSequence(6)));
        Assert.Equal(2, book.Count);

        Assert.Equal([], Sweep(book, before: 100));
        Assert.Equal([5ul], Sweep(book, before: 101));
        Assert.Null(book.Find(new AdmissionSequence(5)));
        Assert.Equal(1, book.Count);
    }

    [Fact]
    public void Ids_must_grow_and_a_payment_is_closed_once_and_only_where_it_has_a_place()
    {
        var book = new PaymentBook();
        book.Reserve(new AdmissionSequence(5));
        Assert.Throws<InvariantBrokenException>(() => book.Reserve(new AdmissionSequence(5)));
        Assert.Throws<InvariantBrokenException>(() => book.Close(Payment(4, 1)));

        book.Close(Payment(5, 1));
        Assert.Throws<InvariantBrokenException>(() => book.Close(Payment(5, 1)));
    }

    [Fact]
    public void An_open_payment_is_never_forgotten()
    {
        var book = new PaymentBook();
        book.Reserve(new AdmissionSequence(1));

        Assert.False(book.HasForgettable(new ForgetRecord(new UnixSeconds(ulong.MaxValue), 0)));
        Assert.Equal([], Sweep(book, ulong.MaxValue));
        Assert.Throws<InvariantBrokenException>(() => book.Forget(new AdmissionSequence(1)));
    }

    [Fact]
    public void A_payment_that_was_opened_again_is_kept_and_found_until_it_is_closed_again()
    {
        var book = new PaymentBook();
        book.Reserve(new AdmissionSequence(1));
        book.Close(Payment(1, 10));

        Assert.Equal(Payment(1, 10), book.Reopen(new AdmissionSequence(1)));
        Assert.Null(book.Reopen(new AdmissionSequence(2)));

        Assert.Equal([], Sweep(book, 1_000));
        Assert.Equal(Payment(1, 10), book.Find(new AdmissionSequence(1)));
        Assert.Empty(Copied(book));

        book.Close(Payment(1, 10));
        Assert.Equal([1ul], Sweep(book, 1_000));
        Assert.Null(book.Reopen(new AdmissionSequence(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_lives_agree_with_a_dictionary_and_take_bounded_memory(int seed)
    {
        var random = new Random(seed);
        var book = new PaymentBook();
        var open = new List<ulong>();
        var closed = new SortedDictionary<ulong, ClosedPayment>();
        var id = 0ul;
        for (var round = 0; round < 60; round++)
        {
            for (var i = 0; i < 400; i++)
            {
                id += (ulong)random.Next(1, 4);
                book.Reserve(new AdmissionSequence(id));
                open.Add(id);
            }

            for (var i = 0; i < 380; i++)
            {
                var at = random.Next(open.Count);
                var payment = Payment(open[at], (ulong)random.Next(round, round + 20));
                open.RemoveAt(at);
                book.Close(payment);
                closed.Add(payment.Id.Value, payment);
            }

            var gone = closed.Where(entry => entry.Value.Authorization.ValidBefore.Value < (ulong)round).Select(entry => entry.Key).ToArray();
            Assert.Equal(gone.Length > 0, book.HasForgettable(new ForgetRecord(new UnixSeconds((ulong)round), 0)));
            Assert.Equal(gone, Sweep(book, (ulong)round));
            Array.ForEach(gone, forgotten => closed.Remove(forgotten));
            Assert.Equal(open.Count + closed.Count, book.Count);
        }

        Assert.All(closed, entry => Assert.Equal(entry.Value, book.Find(new AdmissionSequence(entry.Key))));
        Assert.Equal(closed.Keys, Copied(book));
        Assert.InRange((double)book.Bytes / book.Count, 321, 2 * 350);
    }

    [Fact]
    public void A_payment_that_is_not_decided_takes_a_place_and_no_more()
    {
        var book = new PaymentBook();
        for (var id = 1ul; id <= 1_024; id++)
        {
            book.Reserve(new AdmissionSequence(id));
        }

        Assert.Equal(1_024 * 9, book.Bytes);

        book.Close(Payment(7, 100));

        Assert.Equal((1_024 * 9) + (512 * ClosedPayment.Size), book.Bytes);
        Assert.Equal(Payment(7, 100), book.Find(new AdmissionSequence(7)));
        Assert.Null(book.Find(new AdmissionSequence(8)));
    }

    [Fact]
    public void What_is_copied_out_makes_the_same_book_again()
    {
        var book = new PaymentBook();
        for (var id = 1ul; id <= 2_000; id++)
        {
            book.Reserve(new AdmissionSequence(id));
            if (id % 3 != 0)
            {
                book.Close(Payment(id, id));
            }
        }

        var copy = new PaymentBook();
        var bytes = new byte[10 * ClosedPayment.Size];
        var after = 0ul;
        while (book.Copy(after, 1_500, bytes, out after) is var count and > 0)
        {
            for (var i = 0; i < count; i++)
            {
                var payment = bytes.AsSpan(i * ClosedPayment.Size);
                copy.AddClosed(ClosedPayment.Read(payment).Id, payment);
            }
        }

        Assert.Equal(1_000, copy.Count);
        Assert.Equal(Copied(book).Where(id => id <= 1_500), Copied(copy));
        Assert.Equal(Payment(1_499, 1_499), copy.Find(new AdmissionSequence(1_499)));
    }

    [Fact]
    public void What_may_be_forgotten_follows_finalized_time_by_a_margin()
    {
        var rule = ForgetRecord.At(77, new UnixSeconds(1_000), 600);

        Assert.Equal(77ul, rule.FinalizedBlock);
        Assert.True(rule.Allows(new UnixSeconds(399)));
        Assert.False(rule.Allows(new UnixSeconds(400)));
        Assert.False(ForgetRecord.At(1, new UnixSeconds(599), 600).Allows(new UnixSeconds(0)));
    }

    private static ulong[] Sweep(PaymentBook book, ulong before)
    {
        var keys = new List<AuthorizationKey>();
        var rule = new ForgetRecord(new UnixSeconds(before), 0);
        for (var next = 0; next >= 0;)
        {
            next = book.Sweep(rule, next, 3, keys);
        }

        return [.. keys.Select(key => BitConverter.ToUInt64(BytesOf(key)))];
    }

    private static byte[] BytesOf(in AuthorizationKey key)
    {
        var bytes = new byte[32];
        key.AuthorizationNonce.Bytes.CopyTo(bytes);
        return bytes;
    }

    private static List<ulong> Copied(PaymentBook book)
    {
        var ids = new List<ulong>();
        var bytes = new byte[7 * ClosedPayment.Size];
        var after = 0ul;
        while (book.Copy(after, ulong.MaxValue, bytes, out after) is var count and > 0)
        {
            for (var i = 0; i < count; i++)
            {
                ids.Add(ClosedPayment.Read(bytes.AsSpan(i * ClosedPayment.Size)).Id.Value);
            }
        }

        return ids;
    }

    private static ClosedPayment Payment(ulong id, ulong validBefore)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, id);
        return new ClosedPayment(
            new AdmissionSequence(id),
            new Address(bytes),
            new Authorization(
                new Address(bytes),
                new Address(bytes),
                new TokenAmount(id),
                new UnixSeconds(1),
                new UnixSeconds(validBefore),
                new AuthorizationNonce(new Hash256(bytes))),
            new EcdsaSignature(new Hash256(bytes), new Hash256(bytes), 27),
            id + 1_000_000,
            new OutcomeRecord(
                new AdmissionSequence(id),
                SettlementOutcome.Settled,
                AbandonReason.None,
                new ProofLocation(new Hash256(bytes), id, new Hash256(bytes), 3),
                ConfirmationLevel.Finalized,
                0,
                10,
                2));
    }
}
