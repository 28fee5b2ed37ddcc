// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TokenStorage} from "./TokenStorage.sol";

/// @title Who may stop whom
/// @notice Owner, pauser and blacklister, and the guards that every movement of money passes.
abstract contract TokenRoles is TokenStorage {
    uint256 internal constant BLACKLIST_FLAG = 1 << 255;

    event OwnershipTransferred(address previousOwner, address newOwner);
    event Pause();
    event Unpause();
    event PauserChanged(address indexed newAddress);
    event Blacklisted(address indexed _account);
    event UnBlacklisted(address indexed _account);
    event BlacklisterChanged(address indexed newBlacklister);

    modifier onlyOwner() {
        require(msg.sender == _owner, "Ownable: caller is not the owner");
        _;
    }

    modifier onlyPauser() {
        require(msg.sender == _pauser, "Pausable: caller is not the pauser");
        _;
    }

    modifier onlyBlacklister() {
        require(msg.sender == _blacklister, "Blacklistable: caller is not the blacklister");
        _;
    }

    modifier whenNotPaused() {
        require(!_paused, "Pausable: paused");
        _;
    }

    modifier notBlacklisted(address account) {
        require(!_isBlacklisted(account), "Blacklistable: account is blacklisted");
        _;
    }

    function owner() external view returns (address) {
        return _owner;
    }

    function pauser() external view returns (address) {
        return _pauser;
    }

    function blacklister() external view returns (address) {
        return _blacklister;
    }

    function paused() external view returns (bool) {
        return _paused;
    }

    function isBlacklisted(address account) external view returns (bool) {
        return _isBlacklisted(account);
    }

    function transferOwnership(address newOwner) external onlyOwner {
        require(newOwner != address(0), "Ownable: new owner is the zero address");
        emit OwnershipTransferred(_owner, newOwner);
        _owner = newOwner;
    }

    function updatePauser(address newPauser) external onlyOwner {
        require(newPauser != address(0), "Pausable: new pauser is the zero address");
        _pauser = newPauser;
        emit PauserChanged(newPauser);
    }

    function updateBlacklister(address newBlacklister) external onlyOwner {
        require(newBlacklister != address(0), "Blacklistable: new blacklister is the zero address");
        _blacklister = newBlacklister;
        emit BlacklisterChanged(newBlacklister);
    }

    function pause() external onlyPauser {
        _paused = true;
        emit Pause();
    }

    function unpause() external onlyPauser {
        _paused = false;
        emit Unpause();
    }

    function blacklist(address account) external onlyBlacklister {
        _balanceAndBlacklist[account] |= BLACKLIST_FLAG;
        emit Blacklisted(account);
    }

    function unBlacklist(address account) external onlyBlacklister {
        _balanceAndBlacklist[account] &= ~BLACKLIST_FLAG;
        emit UnBlacklisted(account);
    }

    function _isBlacklisted(address account) internal view returns (bool) {
        return _balanceAndBlacklist[account] >> 255 == 1;
    }
}
