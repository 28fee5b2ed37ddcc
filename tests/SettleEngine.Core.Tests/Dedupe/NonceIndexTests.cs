using System.Runtime.CompilerServices;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Dedupe;

public sealed class NonceIndexTests
{
    private static readonly byte[] HashKey = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3];

    [Fact]
    public void A_key_is_new_once_pending_until_confirmed_and_then_known_by_its_sequence()
    {
        var index = new NonceIndex(HashKey, 10);
        var key = Key(1);

        Assert.False(index.TryFind(key, out _));
        Assert.True(index.TryReserve(key, out var existing));
        Assert.Equal(0ul, existing);
        Assert.False(index.TryReserve(key, out existing));
        Assert.Equal(0ul, existing);
        Assert.True(index.TryFind(key, out var sequence));
        Assert.Equal(0ul, sequence);

        index.Confirm(key, 7);

        Assert.False(index.TryReserve(key, out existing));
        Assert.Equal(7ul, existing);
        Assert.True(index.TryFind(key, out sequence));
        Assert.Equal(7ul, sequence);
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void Token_payer_and_authorization_nonce_each_make_another_key()
    {
        var index = new NonceIndex(HashKey, 10);
        var key = Key(1);
        var other = Key(2);

        Assert.True(index.TryReserve(key, out _));
        Assert.True(index.TryReserve(key with { Token = other.Token }, out _));
        Assert.True(index.TryReserve(key with { Payer = other.Payer }, out _));
        Assert.True(index.TryReserve(key with { AuthorizationNonce = other.AuthorizationNonce }, out _));
        Assert.Equal(4, index.Count);
    }

    [Fact]
    public void A_removed_key_is_new_again_and_removing_an_unknown_one_changes_nothing()
    {
        var index = new NonceIndex(HashKey, 10);
        Assert.True(index.TryReserve(Key(1), out _));

        Assert.True(index.Remove(Key(1)));
        Assert.False(index.Remove(Key(1)));

        Assert.Equal(0, index.Count);
        Assert.True(index.TryReserve(Key(1), out _));
    }

    [Fact]
    public void Confirming_what_is_unknown_or_confirmed_breaks_an_invariant()
    {
        var index = new NonceIndex(HashKey, 10);
        Assert.Throws<InvariantBrokenException>(() => index.Confirm(Key(1), 1));

        index.TryReserve(Key(1), out _);
        Assert.Throws<InvariantBrokenException>(() => index.Confirm(Key(1), 0));
        index.Confirm(Key(1), 1);
        Assert.Throws<InvariantBrokenException>(() => index.Confirm(Key(1), 1));
    }

    [Fact]
    public void Full_is_said_at_the_limit_and_recovery_may_go_beyond()
    {
        var index = new NonceIndex(HashKey, 2);
        index.TryReserve(Key(1), out _);
        Assert.False(index.IsFull);
        index.TryReserve(Key(2), out _);
        Assert.True(index.IsFull);

        Assert.True(index.TryReserve(Key(3), out _));
        index.Remove(Key(1));
        index.Remove(Key(2));
        Assert.False(index.IsFull);
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 5_000)]
    [InlineData(3, 60_000)]
    public void Random_operations_agree_with_a_dictionary(int seed, int keySpace)
    {
        var random = new Random(seed);
        var index = new NonceIndex(HashKey, int.MaxValue);
        var model = new Dictionary<AuthorizationKey, ulong>();
        var sequence = 0ul;
        for (var step = 0; step < 200_000; step++)
        {
            var key = Key(random.Next(keySpace));
            switch (random.Next(4))
            {
                case 0 or 1:
                    Assert.Equal(!model.ContainsKey(key), index.TryReserve(key, out var existing));
                    Assert.Equal(model.GetValueOrDefault(key), existing);
                    if (model.TryAdd(key, 0) && random.Next(4) != 0)
                    {
                        model[key] = ++sequence;
                        index.Confirm(key, sequence);
                    }

                    break;
                case 2:
                    Assert.Equal(model.TryGetValue(key, out var expected), index.TryFind(key, out var found));
                    Assert.Equal(expected, found);
                    break;
                default:
                    Assert.Equal(model.Remove(key), index.Remove(key));
                    break;
            }

            Assert.Equal(model.Count, index.Count);
        }

        foreach (var (key, value) in model)
        {
            Assert.True(index.TryFind(key, out var found));
            Assert.Equal(value, found);
        }
    }

    [Fact]
    public void Removal_in_a_crowded_table_loses_no_neighbour()
    {
        // All digests start probing at the last two of 16 places, so runs wrap around the end of the table.
        static ulong Low(ulong number) => (14 + (number % 2)) << 60;
        var random = new Random(11);
        for (var round = 0; round < 2_000; round++)
        {
            var table = new DigestTable();
            var present = new Dictionary<ulong, ulong>();
            for (var high = 1ul; high <= 11; high++)
            {
                Assert.True(table.TryAdd(Low(high), high, high, out _));
                present.Add(high, high);
            }

            while (present.Count > 0)
            {
                var removed = present.Keys.ElementAt(random.Next(present.Count));
                present.Remove(removed);
                Assert.True(table.Remove(Low(removed), removed));
                foreach (var high in present.Keys)
                {
                    Assert.Equal(high, table.Find(Low(high), high));
                }
            }
        }
    }

    [Fact]
    public void A_key_takes_at_most_40_bytes_at_every_moment_while_a_million_come_and_most_go()
    {
        Assert.Equal(24, Unsafe.SizeOf<DigestSlot>());

        const int Keys = 1_200_000;
        var index = new NonceIndex(HashKey, int.MaxValue);
        for (var number = 0; number < Keys; number++)
        {
            index.TryReserve(Key(number), out _);
            if (number >= 900_000 && number % 500 == 0)
            {
                Assert.InRange((double)index.Bytes / index.Count, 31, 40);
            }
        }

        for (var number = 0; number < Keys - 300_000; number++)
        {
            index.Remove(Key(number));
        }

        // Room that forgotten keys took is given back.
        Assert.InRange((double)index.Bytes / index.Count, 31, 56);
        Assert.All(Enumerable.Range(Keys - 300_000, 300_000), number => Assert.True(index.TryFind(Key(number), out _)));
    }

    private static AuthorizationKey Key(int number)
    {
        Span<byte> bytes = stackalloc byte[32];
        BitConverter.TryWriteBytes(bytes, number);
        return new AuthorizationKey(
            new Address(bytes),
            new Address(bytes),
            new AuthorizationNonce(new Hash256(bytes)));
    }
}
