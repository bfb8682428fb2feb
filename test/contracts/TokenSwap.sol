// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

interface Token {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// Takes an ERC-20 and pays ether at a fixed rate: 0.001 for each token. The caller approves the tokens first. For tests and demos: anybody
/// may fund it, and nobody can withdraw.
contract TokenSwap {
    Token public immutable token;

    event Swapped(address indexed owner, uint256 tokens, uint256 value);

    error TransferFailed();
    error NotEnoughEther(uint256 balance, uint256 needed);

    constructor(Token token_) payable {
        token = token_;
    }

    function swap(uint256 tokens) external {
        uint256 value = tokens / 1000;
        if (address(this).balance < value) revert NotEnoughEther(address(this).balance, value);
        if (!token.transferFrom(msg.sender, address(this), tokens)) revert TransferFailed();
        (bool success,) = msg.sender.call{value: value}("");
        if (!success) revert TransferFailed();
        emit Swapped(msg.sender, tokens, value);
    }
}
