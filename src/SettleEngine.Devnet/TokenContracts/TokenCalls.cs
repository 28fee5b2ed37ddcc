using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.TokenContracts;

/// <summary>Calldata for the token, for whoever acts on the local chain without being the engine.</summary>
public static class TokenCalls
{
    private const uint CancelAuthorizationSelector = 0x5a049a70;
    private const uint InitializeSelector = 0x6ef7ee6f;

    /// <summary>Settles an authorization by the <c>(v, r, s)</c> overload. Anybody may send it.</summary>
    /// <param name="authorization">The authorization.</param>
    /// <returns>292 bytes.</returns>
    public static byte[] TransferWithAuthorization(in SignedAuthorization authorization)
    {
        var data = new byte[TransferCalldata.Size];
        TransferCalldata.Write(authorization, data);
        return data;
    }

    /// <summary>Cancels an unused authorization with the payer's signature over the cancellation.</summary>
    /// <param name="payer">Who signed both.</param>
    /// <param name="authorizationNonce">What is cancelled.</param>
    /// <param name="signature">The payer's signature of <c>CancelAuthorization</c>.</param>
    /// <returns>Calldata.</returns>
    public static byte[] CancelAuthorization(
        Address payer,
        AuthorizationNonce authorizationNonce,
        in EcdsaSignature signature) =>
        CallData.Encode(
            CancelAuthorizationSelector,
            CallData.Word(payer),
            CallData.Word(authorizationNonce.Bytes),
            signature.V,
            CallData.Word(signature.R),
            CallData.Word(signature.S));

    /// <summary>Asks whether an authorization was used or cancelled.</summary>
    /// <param name="payer">Who signed it.</param>
    /// <param name="authorizationNonce">Which one.</param>
    /// <returns>Calldata.</returns>
    public static byte[] AuthorizationState(Address payer, AuthorizationNonce authorizationNonce) =>
        CallData.Encode(FunctionSelectors.AuthorizationState, CallData.Word(payer), CallData.Word(authorizationNonce.Bytes));

    /// <summary>Asks for a balance.</summary>
    /// <param name="account">Whose.</param>
    /// <returns>Calldata.</returns>
    public static byte[] BalanceOf(Address account) => CallData.Encode(FunctionSelectors.BalanceOf, CallData.Word(account));

    /// <summary>Sets the fresh token up: name and symbol "USDC", version "2", six decimals.</summary>
    /// <param name="administrator">Owner, pauser, blacklister and master minter in one.</param>
    /// <returns>Calldata.</returns>
    internal static byte[] Initialize(Address administrator) =>
        CallData.Encode(
            InitializeSelector,
            5 * UInt256.Size,
            7 * UInt256.Size,
            9 * UInt256.Size,
            6,
            CallData.Word(administrator),
            4,
            CallData.Word("USDC"u8),
            4,
            CallData.Word("USDC"u8),
            3,
            CallData.Word("USD"u8));
}
