using System.Buffers.Binary;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.TokenContracts;

namespace SettleEngine.Devnet.Payers;

/// <summary>Payers and payments without end, the same for the same seed: for load, demos and tests.</summary>
/// <remarks>Payment <c>i</c> is signed by payer <c>i mod n</c>, so that as many neighbours as there are payers come from
/// different ones. Its authorization nonce depends on seed and number alone: the same number with other terms is a
/// conflict. Thread rule: any thread.</remarks>
public sealed class PaymentFactory
{
    private const int SignedAtOnce = 64;

    private readonly ulong _seed;
    private readonly Payer[] _payers;

    /// <summary>Derives the payers' keys, on all cores.</summary>
    /// <param name="seed">Which world of payers.</param>
    /// <param name="payerCount">How many; at least one.</param>
    /// <param name="token">The token that they pay with; null for the local chain's.</param>
    public PaymentFactory(ulong seed, int payerCount, Token? token = null)
    {
        Invariant.Holds(payerCount > 0);

        _seed = seed;
        Token = token ?? LocalContracts.Token;
        _payers = new Payer[payerCount];
        Parallel.For(0, payerCount, i => _payers[i] = new Payer(new FixedBaseSigner(Derive("payer"u8, i)), Token));
    }

    /// <summary>The payers in order.</summary>
    public IReadOnlyList<Payer> Payers => _payers;

    /// <summary>The token that they pay with.</summary>
    public Token Token { get; }

    /// <summary>Names an authorization nonce.</summary>
    /// <param name="number">Number of the payment.</param>
    /// <returns>The same for the same seed and number.</returns>
    public AuthorizationNonce AuthorizationNonceOf(long number) => new(new Hash256(Derive("payment"u8, number)));

    /// <summary>Signs one payment.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="terms">Whom, how much, when.</param>
    /// <returns>The signed payment.</returns>
    public SignedAuthorization Create(long number, in PaymentTerms terms) =>
        _payers[number % _payers.Length].Pay(terms, AuthorizationNonceOf(number));

    /// <summary>Signs payments with consecutive numbers, on all cores.</summary>
    /// <param name="firstNumber">Number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="terms">Whom, how much, when.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <returns>The signed payments in order.</returns>
    public SignedAuthorization[] CreateMany(
        long firstNumber,
        int count,
        PaymentTerms terms,
        CancellationToken cancellationToken = default)
    {
        var payments = new SignedAuthorization[count];
        var portions = (count + SignedAtOnce - 1) / SignedAtOnce;
        Parallel.For(
            0,
            portions,
            new ParallelOptions { CancellationToken = cancellationToken },
            portion =>
            {
                var end = Math.Min(count, (portion + 1) * SignedAtOnce);
                for (var i = portion * SignedAtOnce; i < end; i++)
                {
                    payments[i] = Create(firstNumber + i, terms);
                }
            });
        return payments;
    }

    /// <summary>Gives every payer the same token balance.</summary>
    /// <param name="chain">Where.</param>
    /// <param name="balance">How much each.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when all have it.</returns>
    public Task FundAsync(LocalChain chain, TokenAmount balance, CancellationToken cancellationToken = default) =>
        chain.SetTokenBalancesAsync(_payers.Select(payer => payer.Account), balance, cancellationToken);

    private byte[] Derive(ReadOnlySpan<byte> purpose, long number)
    {
        Span<byte> preimage = stackalloc byte[32];
        preimage.Clear();
        purpose.CopyTo(preimage);
        BinaryPrimitives.WriteUInt64BigEndian(preimage[16..], _seed);
        BinaryPrimitives.WriteInt64BigEndian(preimage[24..], number);
        var derived = new byte[Hash256.Size];
        Keccak256.Hash(preimage, derived);
        return derived;
    }
}
