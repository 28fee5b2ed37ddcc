// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title A payer with code
/// @notice Answers for one key as ERC-1271 asks: what a smart account or a delegated account (EIP-7702) does.
/// @dev The key's account is held in storage slot 0, so that a test can plant code and key without a transaction.
contract SmartWallet {
    address private _signer;

    constructor(address signer) {
        _signer = signer;
    }

    receive() external payable {}

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (signature.length != 65) {
            return 0xffffffff;
        }
        address recovered = ecrecover(
            digest,
            uint8(signature[64]),
            bytes32(signature[0:32]),
            bytes32(signature[32:64])
        );
        return recovered != address(0) && recovered == _signer ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}
