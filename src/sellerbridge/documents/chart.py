"""The accounts below the account group, and the words by which Amazon names what goes there.

Words are those of Amazon's settlement report V2 (transaction-type, amount-type, amount-description), of Finances
(breakdown types) and of its lists of charge and fee types (Finances v0, ChargeComponent; MWS, Finances_FeeTypes).
They are read by `accounts.py`.
"""

from __future__ import annotations

import msgspec

from sellerbridge.sentences import N_

EXPENSE, INCOME, ASSET, LIABILITY = "Expense", "Income", "Asset", "Liability"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account below the account group: what is booked there, and Amazon's words for it.

    `beginnings` are words after which Amazon writes free text ("Debt adjustment against …").
    """

    name: str
    holds: str
    root: str = EXPENSE
    words: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()


RESERVE = "Amazon Reserve"
CARRIED_OVER = "Amazon Carried-over Balance"
IN_TRANSIT = "Amazon Payout in Transit"
EARLIER_ORDERS = "Amazon Earlier Orders"
EXCHANGE = "Amazon Exchange Gain or Loss"
FEE_TAX = "Amazon Tax on Fees"
REFUNDS = "Amazon Refunds"

ACCOUNTS = (
    Account(
        name="Amazon Commission",
        holds=N_("what Amazon takes for a sale"),
        words=(
            "Commission", "Commisssion", "ReferralFee", "Selling Fees", "FixedClosingFee", "VariableClosingFee",
            "Closing Fee", "PerItemFee", "HighVolumeListingFee", "SalesTaxCollectionFee", "SalesTaxServiceFee",
            "TechnologyFee", "TextbookRentalBuyoutFee", "TextbookRentalExtensionFee", "TextbookRentalServiceFee",
            "BuyWithPrimeServiceFee", "ImagingServicesFee", "GiftWrapCommission", "ShippingCommission",
        ),
    ),
    Account(
        name="Amazon Refund Fees",
        holds=N_("what Amazon keeps of its commission when a sale is refunded"),
        words=("RefundCommission", "RefundAdminFee", "Refund Administration Fee"),
    ),
    Account(
        name="Amazon Chargebacks",
        holds=N_("shipping and gift wrap that the buyer paid and Amazon keeps because it ships; payment disputes"),
        words=(
            "ShippingChargeback", "ShippingHB", "Shipping Holdback", "GiftwrapChargeback", "CODChargeback",
            "FBA Shipping Chargeback", "Chargeback", "Chargeback Fee", "A-to-z Guarantee Claim",
            "Guarantee Claim", "BuyerRecharge",
        ),
    ),
    Account(
        name="Amazon Digital Services Fees",
        holds=N_("digital services taxes that Amazon passes on"),
        words=("DigitalServicesFee", "DigitalServicesFeeFBA"),
    ),
    Account(
        name="Amazon Fulfilment Fees",
        holds=N_("picking, packing and sending by Amazon, also of orders from other channels"),
        words=(
            "FBAPerUnitFulfillmentFee", "FBAPerOrderFulfillmentFee", "FBAWeightBasedFee", "FulfillmentFee",
            "FulfillmentNetworkFee", "FBATransportationFee", "TransportationFee", "FBAFulfillmentCODFee",
            "FBAPickAndPackFee", "FBAWeightHandlingFee", "FBADeliveryServicesFee", "FBAOverSizeSurcharge",
            "FBA Fulfilment Fee", "FBA Fulfillment Fee", "FBA Pick & Pack Fee", "BubblewrapFee",
            "FBA International Shipping Charge", "BrandNeutralBoxFee", "MCF Fulfillment Fee",
            "Multi-Channel Fulfillment Fee", "FBAMultiChannelFulfillmentFee", "FBAPerUnitFulfillment",
            "Fuel and Logistics Surcharge", "RunOverweightFee", "FBALowInventoryLevelFee",
            "Low inventory level fee",
        ),
    ),
    Account(
        name="Amazon Return Fees",
        holds=N_("taking back what buyers return to Amazon"),
        words=(
            "FBACustomerReturnPerUnitFee", "FBACustomerReturnPerOrderFee", "FBACustomerReturnWeightBasedFee",
            "FBAReturnProcessingFee", "FBA Customer Return Fee", "FBA Customer Return Processing Fee",
            "FBA Returns Processing Fee", "FBAHighReturnRateFee", "Returns Processing Fee for High Return Rate",
        ),
    ),
    Account(
        name="Amazon Inbound Fees",
        holds=N_("bringing stock to Amazon: transport, placement, preparation"),
        words=(
            "FBAInboundTransportationFee", "FBAInboundTransportationProgramFee", "FBAInboundConvenienceFee",
            "FreshInboundTransportationFee", "Inbound Transportation Fee", "Inbound Transportation Program Fee",
            "FBA Inbound Placement Service Fee", "FBAInventoryPlacementServiceFee",
            "FBA Inventory Placement Fee", "FBA Amazon-Partnered Carrier Shipment Fee",
            "Amazon-Partnered Carrier Shipment Fee", "FBAInboundDefectFee", "Inbound Defect Fee", "FBA Prep Fee",
            "FBA Prep Service Fee", "FBA Label Fee", "Labeling Fee", "Labelling Fee", "FBAUnplannedPrepFee",
            "FBAUnplannedServiceFee", "Unplanned Service Fee", "FBA Manual Processing Fee",
            "Manual Processing Fee", "Opaque Bagging Fee", "Polybagging Fee", "TapingFee", "FBATapingFee",
            "International Inbound Freight Fee", "International Inbound Freight Tax and Duty",
            "AWD Transportation Fee", "AWD Processing Fee", "Amazon Global Logistics Fee",
        ),
    ),
    Account(
        name="Amazon Storage Fees",
        holds=N_("room in Amazon's warehouses"),
        words=(
            "FBAStorageFee", "Storage Fee", "FBA Inventory Storage Fee", "FBALongTermStorageFee",
            "LongTermStorageFee", "FBA Long-Term Storage", "FBAInventoryStorageOverageFee", "FBAOverageFee",
            "StorageRenewalBilling", "FBA Storage Overage Fee", "AWD Storage Fee", "FBAExtraLargeStorageFee",
            "Capacity Reservation Fee", "FBA Capacity Reservation Fee", "Aged Inventory Surcharge",
            "FBA Aged Inventory Surcharge", "Storage Utilization Surcharge", "FBA Storage Utilisation Surcharge",
        ),
    ),
    Account(
        name="Amazon Removal Fees",
        holds=N_("sending back, disposing of or selling off stock at Amazon"),
        words=(
            "FBARemovalFee", "FBADisposalFee", "RemovalComplete", "DisposalComplete",
            "FBA Removal Order: Disposal Fee", "FBA Removal Order: Return Fee", "LiquidationsBrokerageFee",
            "FBALiquidationFee", "LiquidationFee", "LiquidationProcessingFee", "Grade and Resell Fees",
            "ReCommerceGradingCharge", "Grading Charge",
        ),
    ),
    Account(
        name="Amazon Postage",
        holds=N_("labels bought through Amazon for what the merchant ships or takes back"),
        words=(
            "MFNPostageFee", "MFNPostagePurchaseComplete", "Shipping label purchase", "Shipping Services",
            "Amazon Shipping Charges", "Amazon Easy Ship Charges", "Easy Ship Fee",
            "Shipping label purchase for return", "Adjustments to shipping labels", "PostageBilling_Postage",
            "PostageBilling_SignatureConfirmation", "PostageBilling_CongestionCharge",
            "PostageBilling_DeliveryAreaSurcharge", "PostageBilling_DeliveryConfirmation",
            "PostageBilling_FuelSurcharge", "PostageBilling_Insurance", "PostageBilling_OversizeSurcharge",
            "PostageBilling_PostageAdjustment", "PostageBilling_TransactionFee", "PostageBilling_Tracking",
            "PostageBilling_VAT", "PostageBilling_ImportDuty", "PostageBilling_SaturdayDelivery",
            "PostageRefund_Postage", "PostageRefund_SignatureConfirmation", "PostageRefund_CongestionCharge",
            "PostageRefund_DeliveryAreaSurcharge", "PostageRefund_DeliveryConfirmation",
            "PostageRefund_FuelSurcharge", "PostageRefund_Insurance", "PostageRefund_OversizeSurcharge",
            "PostageRefund_PostageAdjustment", "PostageRefund_TransactionFee", "PostageRefund_Tracking",
            "PostageRefund_VAT", "PostageRefund_ImportDuty", "PostageRefund_SaturdayDelivery",
            "ReturnPostageBilling_Postage", "ReturnPostageBilling_DeliveryConfirmation",
            "ReturnPostageBilling_FuelSurcharge", "ReturnPostageBilling_OversizeSurcharge",
            "ReturnPostageBilling_DeliveryAreaSurcharge", "ReturnPostageBilling_TransactionFee",
            "ReturnPostageBilling_Tracking", "ReturnPostageBilling_VAT",
        ),
    ),
    Account(
        name="Amazon Advertising",
        holds=N_("sponsored products and other advertising"),
        words=(
            "Cost of Advertising", "ProductAds", "ProductAdsPayment", "Sponsored Products Charge", "Advertising",
            "Advertising Fee", "AdvertisingFees", "Refund for Advertiser", "Stores Advertising",
            "Promotions and Merchandising Fee",
        ),
    ),
    Account(
        name="Amazon Promotion Fees",
        holds=N_("coupons, deals, Vine and other programmes that Amazon charges for"),
        words=(
            "CouponRedemptionFee", "CouponClipFee", "Coupon Participation Fee", "Coupon Performance Based Fee",
            "CouponPayment", "Lightning Deal Fee", "RunLightningDealFee", "Deal Participation Fee",
            "Deal Performance Based Fee", "DealFee", "SellerDealPayment", "Vine Fee", "Vine Enrollment Fee",
            "Early Reviewer Program Fee", "SellerReviewEnrollmentPayment", "Prime Exclusive Discount Fee",
            "Subscribe and Save Performance Fee", "Price Discount Fee", "Best Deal Fee",
        ),
    ),
    Account(
        name="Amazon Subscription",
        holds=N_("the selling plan and other services by the month"),
        words=(
            "Subscription", "Subscription Fee", "Professional Subscription", "Paid Services Fee",
            "Premium Services Fee", "Premium Experience Fee", "AmazonProPageServiceFee",
            "Account Management Fee",
        ),
    ),
    Account(
        name="Amazon Compliance Fees",
        holds=N_("what Amazon charges for waste, packaging and tax services it takes care of"),
        words=(
            "EPR Pay on Behalf", "EPR Pay-on-Behalf Service Fee", "EPR Eco-Contribution",
            "Regulatory Operating Fee", "Regulatory Operating Cost", "Regulatory Fee", "VAT Services Fee",
            "POA Service Fee", "PaaS Fee",
        ),
    ),
    Account(
        name="Amazon Points",
        holds=N_("points that the merchant grants to buyers"),
        words=(
            "PointsFee", "CostOfPointsGranted", "CostOfPointsReturned", "PointsGranted", "PointsReturned",
            "Points", "CostOfPoints",
        ),
    ),
    Account(
        name="Amazon Goodwill",
        holds=N_("what Amazon gives a buyer beyond the price, or deducts without a reason of its own"),
        words=("Goodwill", "Other concession", "Concession", "GenericDeduction"),
    ),
    Account(
        name="Amazon Reimbursements",
        holds=N_(
            "Amazon's compensation for lost and damaged stock, wrong fees and claims, less what it takes back"
        ),
        root=INCOME,
        words=(
            "FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT", "WAREHOUSE_LOST", "WAREHOUSE_LOST_MANUAL",
            "WAREHOUSE_DAMAGE", "WAREHOUSE_DAMAGE_EXCEPTION", "MISSING_FROM_INBOUND",
            "MISSING_FROM_INBOUND_CLAWBACK", "COMPENSATED_CLAWBACK", "CUSTOMER_RETURN", "INBOUND_CARRIER_DAMAGE",
            "FREE_REPLACEMENT_REFUND_ITEMS", "FREE_REPLACEMENT_REFUND_ITEMS_MANUAL", "REMOVAL_ORDER_LOST",
            "REMOVAL_ORDER_DAMAGED", "CS_ERROR_ITEMS", "CS_ERROR_NON_ITEMIZED", "RE_EVALUATION",
            "INCORRECT_FEES_ITEMS", "INCORRECT_FEES_NON_ITEMIZED", "MULTICHANNEL_ORDER_LOST",
            "MULTICHANNEL_ORDER_DAMAGED", "TRANSFER_LOST", "GENERAL_ADJUSTMENT", "PAYMENT_RETRACTION_ITEMS",
            "SAFE-TReimbursement", "Manual Processing Fee Reimbursement", "Reimbursement", "Reimbursements",
            "Fee Correction", "FeeAdjustment", "Non-subscription Fee Adjustment", "NonSubscriptionFeeAdj",
            "HRRNonApparel", "Shipping Reimbursement",
        ),
    ),
    Account(
        name="Amazon Liquidations",
        holds=N_("stock that Amazon sold off for the merchant"),
        root=INCOME,
        words=("Liquidations", "Liquidations Adjustments", "LiquidationsProceeds", "LiquidationProceeds"),
    ),
    Account(
        name="Amazon Tax Adjustments",
        holds=N_("tax on earlier sales that Amazon collects or returns afterwards"),
        words=("Order_Retrocharge", "Refund_Retrocharge", "Retrocharge", "RetrochargeReversal", "Tax Adjustment"),
    ),
    Account(
        name=FEE_TAX,
        holds=N_("tax that Amazon adds to its own fees"),
        root=ASSET,
        words=("TaxOnFees", "Fee Tax", "Tax on fee"),
    ),
    Account(
        name="Amazon Tax Withheld",
        holds=N_("income and sales tax that Amazon deducts and pays in the merchant's name"),
        root=ASSET,
        words=(
            "TCS-CGST", "TCS-SGST", "TCS-IGST", "TCS-UTGST", "TCS", "TDS", "ItemTDS", "ItemTCS",
            "TDS (Section 194-O)", "TaxWithholding", "Income Tax Withholding", "ISR Withholding",
            "IVA Withholding", "Tax Withheld",
        ),
    ),
    Account(
        name=RESERVE,
        holds=N_("what Amazon keeps back until the next settlement"),
        root=ASSET,
        words=(
            "Current Reserve Amount", "Previous Reserve Amount Balance", "Previous Reserve Amount", "Reserve",
            "ReserveDebit", "ReserveCredit", "Account Level Reserve",
        ),
    ),
    Account(
        name=CARRIED_OVER,
        holds=N_("what a settlement below zero leaves owing to Amazon, until a later one takes it up"),
        root=ASSET,
        words=(
            "Payable to Amazon", "Balance Adjustment", "Previous statement balance", "Previous period balance",
            "Beginning Balance", "Carried Over Balance", "Negative Balance", "Debt Recovery", "DebtPayment",
        ),
        beginnings=("Debt adjustment",),
    ),
    Account(
        name="Amazon Card Charges",
        holds=N_("what Amazon took from the merchant's card for a balance owed; the card's statement clears it"),
        root=ASSET,
        words=("Successful charge", "Charge to Card", "Credit Card Charge", "Failed charge"),
    ),
    Account(
        name=IN_TRANSIT,
        holds=N_("payouts on their way: between the months of one settlement, failed transfers, trial deposits"),
        root=ASSET,
        words=("Transfer", "Micro Deposit", "Transfer of funds failed"),
        beginnings=("Transfer of funds unsuccessful",),
    ),
    Account(
        name="Amazon Loans",
        holds=N_("loans that Amazon pays out and takes back from settlements"),
        root=LIABILITY,
        words=("Amazon Capital Services", "Loan Advance", "Loan Payment", "LoanServicing"),
    ),
    Account(
        name=EARLIER_ORDERS,
        holds=N_("buyers' money for orders that are not in these books, from before after_date"),
        root=ASSET,
    ),
    Account(
        name=REFUNDS,
        holds=N_("goods that buyers were paid back for, where fees stand on the orders (taxes_and_charges=order)"),
    ),
    Account(
        name=EXCHANGE,
        holds=N_("what an invoice's exchange rate differs from that of the deposit's day"),
    ),
)  # fmt: skip
"""Each account once, with the words that lead to it."""

BUYERS_CHARGES = (
    "Principal", "OurPricePrincipal", "Tax", "OurPriceTax", "Shipping", "ShippingCharge", "ShippingPrincipal",
    "ShippingTax", "Giftwrap", "GiftwrapTax", "GiftWrapPrincipal", "Discount", "TaxDiscount", "CODItemCharge",
    "CODItemTaxCharge", "CODOrderCharge", "CODOrderTaxCharge", "CODShippingCharge", "CODShippingTaxCharge",
    "COD", "CODFee", "CODTax", "CODFeePrincipal", "CODFeeTax", "RestockingFee", "ReturnShipping",
    "FreeReplacementReturnShipping", "ExportCharge", "PaymentMethodFee", "PaidthroughEBT", "Goodwill",
    "ProductTax", "PromotionRebatePrincipal", "PromotionRebateTax", "PromotionMetaDataDefinitionValue",
    "EcoContribution", "RegulatoryFeeCharge", "DeliveryTip", "MarketplaceFacilitatorTax-Principal",
    "MarketplaceFacilitatorTax-Shipping", "MarketplaceFacilitatorTax-Giftwrap",
    "MarketplaceFacilitatorTax-Other", "MarketplaceFacilitatorTax-RestockingFee",
    "MarketplaceFacilitatorTax-TaxDiscount", "MarketplaceFacilitatorVAT-Principal",
    "MarketplaceFacilitatorVAT-Shipping", "MarketplaceFacilitatorVAT-Giftwrap",
    "MarketplaceFacilitatorVAT-Other", "LowValueGoodsTax-Principal", "LowValueGoodsTax-Shipping",
    "LowValueGoodsTax-Giftwrap", "LowValueGoodsTax-Other",
)  # fmt: skip
"""Words for what a buyer pays and gets back: they settle what the buyer owes (setting receivable_account)."""

REMITTED = ("MarketplaceFacilitatorTax", "MarketplaceFacilitatorVAT", "LowValueGoodsTax")
"""Beginnings of the words for tax that Amazon takes out again to remit it; with the buyer's Tax that is zero."""
