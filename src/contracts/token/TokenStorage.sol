// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Where everything lies
/// @notice All state of the token, in the order of the deployed dollar token, so that a storage slot found there is the
/// slot here: balances are set by storage in tests and load runs (slot 9, with the blacklist flag in bit 255).
abstract contract TokenStorage {
    address internal _owner; // slot 0
    address internal _pauser; // slot 1, shared with the flag that every transfer reads
    bool internal _paused;
    address internal _blacklister; // slot 2
    mapping(address => bool) private _formerBlacklist; // slot 3: before the flag moved into the balance word
    string internal _name; // slot 4
    string internal _symbol; // slot 5
    uint8 internal _decimals; // slot 6
    string internal _currency; // slot 7
    address internal _masterMinter; // slot 8
    bool internal _initialized;

    /// @dev Slot 9. One word for an account: bit 255 says blacklisted, the bits below are the balance. A transfer thus
    /// reads one slot for both.
    mapping(address => uint256) internal _balanceAndBlacklist;
    mapping(address => mapping(address => uint256)) internal _allowances; // slot 10
    uint256 internal _totalSupply; // slot 11
    mapping(address => bool) internal _minters; // slot 12
    mapping(address => uint256) internal _minterAllowances; // slot 13
    address private _rescuer; // slot 14: a role that nothing here uses
    bytes32 private _formerDomainSeparator; // slot 15: now derived from the chain id on every call

    /// @dev Slot 16. True once an authorization was used or cancelled.
    mapping(address => mapping(bytes32 => bool)) internal _authorizationStates;
}
