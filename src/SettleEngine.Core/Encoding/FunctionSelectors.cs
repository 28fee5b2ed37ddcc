namespace SettleEngine.Core.Encoding;

/// <summary>First four bytes of calldata: the start of the Keccak-256 of a function's signature.</summary>
public static class FunctionSelectors
{
    /// <summary><c>transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)</c>.</summary>
    public const uint TransferWithAuthorization = 0xe3ee160e;

    /// <summary><c>authorizationState(address,bytes32)</c>.</summary>
    public const uint AuthorizationState = 0xe94a0102;

    /// <summary><c>balanceOf(address)</c>.</summary>
    public const uint BalanceOf = 0x70a08231;

    /// <summary><c>DOMAIN_SEPARATOR()</c>.</summary>
    public const uint DomainSeparator = 0x3644e515;

    /// <summary>Multicall3's <c>aggregate3((address,bool,bytes)[])</c>.</summary>
    public const uint Aggregate3 = 0x82ad56cb;

    /// <summary>Multicall3's <c>getEthBalance(address)</c>.</summary>
    public const uint GetEthBalance = 0x4d2301cc;
}
