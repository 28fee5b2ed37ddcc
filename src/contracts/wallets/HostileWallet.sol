// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title A payer that wants to hurt whoever settles its payment
/// @notice Answers a question for its signature (ERC-1271) by what costs the settler most. Tests plant this code at payers.
/// @dev How it behaves is held in storage slot 0, so that a test can plant code and mode without a transaction.
contract HostileWallet {
    uint256 private constant BURN_GAS = 1;
    uint256 private constant RETURN_MEGABYTE = 2;
    uint256 private constant AGREE_IN_SIMULATION = 3;

    uint256 private _mode;

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        if (_mode == RETURN_MEGABYTE) {
            assembly {
                return(0, 1000000)
            }
        }

        // A call that nobody pays for is a simulation: there it agrees.
        if (_mode == AGREE_IN_SIMULATION && tx.gasprice == 0) {
            return 0x1626ba7e;
        }

        if (_mode == BURN_GAS || _mode == AGREE_IN_SIMULATION) {
            assembly {
                invalid()
            }
        }
        return 0xffffffff;
    }
}
