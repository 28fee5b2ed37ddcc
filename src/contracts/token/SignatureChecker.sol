// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Did this account sign?
/// @notice An account without code signs with its key, an account with code answers for itself (ERC-1271). There is no
/// way back from the second to the first: a delegated account (EIP-7702) whose code does not answer cannot sign.
/// @dev A library with a public function lives at an address of its own and is reached by delegatecall.
library SignatureChecker {
    bytes4 private constant ERC1271_MAGIC = 0x1626ba7e;

    /// @dev Half the order of secp256k1. Above it lies the second signature that anybody can derive from the first.
    uint256 private constant MAX_LOW_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @param signer Who is said to have signed.
    /// @param digest What was signed.
    /// @param signature r, s, v in 65 bytes, or whatever the signer's code expects.
    function isValidSignatureNow(
        address signer,
        bytes32 digest,
        bytes memory signature
    ) external view returns (bool) {
        if (signer.code.length == 0) {
            return _recover(digest, signature) == signer;
        }
        return _signerAgrees(signer, digest, signature);
    }

    function _signerAgrees(address signer, bytes32 digest, bytes memory signature) private view returns (bool) {
        (bool success, bytes memory answer) = signer.staticcall(
            abi.encodeWithSelector(ERC1271_MAGIC, digest, signature)
        );
        return success && answer.length >= 32 && abi.decode(answer, (bytes32)) == bytes32(ERC1271_MAGIC);
    }

    function _recover(bytes32 digest, bytes memory signature) private pure returns (address) {
        require(signature.length == 65, "ECRecover: invalid signature length");

        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
        return _recover(digest, v, r, s);
    }

    function _recover(bytes32 digest, uint8 v, bytes32 r, bytes32 s) private pure returns (address) {
        require(uint256(s) <= MAX_LOW_S, "ECRecover: invalid signature 's' value");
        require(v == 27 || v == 28, "ECRecover: invalid signature 'v' value");

        address signer = ecrecover(digest, v, r, s);
        require(signer != address(0), "ECRecover: invalid signature");
        return signer;
    }
}
