using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.Payers;

/// <summary>Somebody who pays: a generated account that signs what the token accepts.</summary>
/// <remarks>Thread rule: any thread.</remarks>
public sealed class Payer
{
    private readonly FixedBaseSigner _signer;
    private readonly Token _token;

    /// <summary>Gives a key a token to pay with.</summary>
    /// <param name="signer">The key.</param>
    /// <param name="token">The token whose domain is signed for.</param>
    public Payer(FixedBaseSigner signer, Token token)
    {
        _signer = signer;
        _token = token;
    }

    /// <summary>The account that pays.</summary>
    public Address Account => _signer.Account;

    /// <summary>Signs an authorization as it stands, even a hopeless one.</summary>
    /// <param name="authorization">The message; tests may name another payer in it than this one.</param>
    /// <param name="level">Confirmation level at which the outcome is wanted.</param>
    /// <returns>The signed authorization.</returns>
    public SignedAuthorization Sign(
        in Authorization authorization,
        ConfirmationLevel level = ConfirmationLevel.Included) =>
        new(
            _token.Address,
            authorization,
            _signer.Sign(TransferDigest.Compute(_token.DomainSeparator, authorization)),
            level);

    /// <summary>Signs a payment of this account.</summary>
    /// <param name="terms">Whom, how much, when.</param>
    /// <param name="authorizationNonce">Makes it usable once.</param>
    /// <returns>The signed authorization.</returns>
    public SignedAuthorization Pay(in PaymentTerms terms, AuthorizationNonce authorizationNonce) =>
        Sign(
            new Authorization(Account, terms.Payee, terms.Value, terms.ValidAfter, terms.ValidBefore, authorizationNonce),
            terms.Level);

    /// <summary>Signs the cancellation of an authorization of this account.</summary>
    /// <param name="authorizationNonce">Which one.</param>
    /// <returns>The signature that <c>cancelAuthorization</c> takes.</returns>
    public EcdsaSignature SignCancellation(AuthorizationNonce authorizationNonce) =>
        _signer.Sign(CancellationDigest.Compute(_token.DomainSeparator, Account, authorizationNonce));
}
