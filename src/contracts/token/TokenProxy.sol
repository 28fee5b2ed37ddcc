// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title The address that payers know
/// @notice Keeps all state and runs every call in the code of an implementation that its administrator may exchange.
/// @dev The administrator talks to the proxy, everybody else to the token. Asking on every call who calls costs one
/// storage read; the deployed dollar token pays for it, so this one does too.
contract TokenProxy {
    /// @dev keccak256("org.zeppelinos.proxy.implementation"): where explorers look for it on tokens of this age.
    bytes32 private constant IMPLEMENTATION_SLOT = 0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3;

    /// @dev keccak256("org.zeppelinos.proxy.admin").
    bytes32 private constant ADMIN_SLOT = 0x10d6a54a4754c8869d6886b5f5d7fbfa5b4522237ea5c60d11bc4e7a1ff9390b;

    event Upgraded(address implementation);
    event AdminChanged(address previousAdmin, address newAdmin);

    constructor(address implementation_) {
        _writeAddress(ADMIN_SLOT, msg.sender);
        _setImplementation(implementation_);
    }

    /// @dev Runs the function for the administrator and hands everybody else's call to the implementation.
    modifier ifAdmin() {
        if (msg.sender == _readAddress(ADMIN_SLOT)) {
            _;
        } else {
            _forward();
        }
    }

    fallback() external payable {
        _forward();
    }

    receive() external payable {
        _forward();
    }

    function admin() external ifAdmin returns (address) {
        return _readAddress(ADMIN_SLOT);
    }

    function implementation() external ifAdmin returns (address) {
        return _readAddress(IMPLEMENTATION_SLOT);
    }

    function changeAdmin(address newAdmin) external ifAdmin {
        require(newAdmin != address(0), "Cannot change the admin of a proxy to the zero address");
        emit AdminChanged(_readAddress(ADMIN_SLOT), newAdmin);
        _writeAddress(ADMIN_SLOT, newAdmin);
    }

    function upgradeTo(address newImplementation) external ifAdmin {
        _setImplementation(newImplementation);
        emit Upgraded(newImplementation);
    }

    function _forward() private {
        require(msg.sender != _readAddress(ADMIN_SLOT), "Cannot call fallback function from the proxy admin");
        address target = _readAddress(IMPLEMENTATION_SLOT);
        assembly {
            // The call ends here either way, so Solidity's memory may be written over.
            calldatacopy(0, 0, calldatasize())
            let success := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch success
            case 0 {
                revert(0, returndatasize())
            }
            default {
                return(0, returndatasize())
            }
        }
    }

    function _setImplementation(address newImplementation) private {
        require(newImplementation.code.length > 0, "Cannot set a proxy implementation to a non-contract address");
        _writeAddress(IMPLEMENTATION_SLOT, newImplementation);
    }

    function _readAddress(bytes32 slot) private view returns (address value) {
        assembly {
            value := sload(slot)
        }
    }

    function _writeAddress(bytes32 slot, address value) private {
        assembly {
            sstore(slot, value)
        }
    }
}
