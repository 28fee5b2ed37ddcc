using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>A payer's permission for one transfer: the message of EIP-3009's <c>TransferWithAuthorization</c>.</summary>
/// <param name="Payer">Who pays: <c>from</c>.</param>
/// <param name="Payee">Who is paid: <c>to</c>.</param>
/// <param name="Value">How much, in atomic units.</param>
/// <param name="ValidAfter">Usable only when block time is greater.</param>
/// <param name="ValidBefore">Usable only when block time is smaller.</param>
/// <param name="AuthorizationNonce">Makes the authorization usable once.</param>
public readonly record struct Authorization(
    Address Payer,
    Address Payee,
    TokenAmount Value,
    UnixSeconds ValidAfter,
    UnixSeconds ValidBefore,
    AuthorizationNonce AuthorizationNonce);
